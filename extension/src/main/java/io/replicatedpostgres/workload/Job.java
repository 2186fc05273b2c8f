package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.model.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What the clients of a workload do, and how it is found again in the end. */
interface Job {

    /** What is asked beside each write: the transaction, where it is in the WAL, and who serves it. */
    String SERVED = "txid_current(), pg_current_wal_insert_lsn()::text, current_setting('cluster_name')";

    /** What it is called. */
    String kind();

    /** Makes the tables. */
    void prepare(Cluster cluster, Clients clients);

    /** The sum of all accounts, if there are any. */
    default Optional<Long> balance() {
        return Optional.empty();
    }

    /** Does the next thing for a client. */
    void next(Client client) throws InterruptedException;

    /** What a node holds. */
    FinalContents contents(Node node, boolean survivor);

    /** Takes what was asked for with {@link #SERVED}. */
    static void served(Client client, Attempt attempt, ResultSet row) throws SQLException {
        attempt.inTransaction(row.getLong(1), Lsn.parse(row.getString(2)));
        attempt.servedBy(row.getString(3), client.cluster().nodes());
    }

    /** Commits, and hears what the server says to it. */
    static void commit(Connection open, Attempt attempt) throws SQLException {
        open.clearWarnings();
        attempt.committing();
        open.commit();
        attempt.acknowledged(open.getWarnings());
    }
}
