package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.CommitWait;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The operations of a workload's clients, and how their effects are found in the end. */
interface Job {

    /**
     * What is asked beside each write: the transaction, where it is in the WAL, who serves it, on which timeline, and what its
     * commit is going to wait for.
     */
    String SERVED =
            "txid_current(), pg_current_wal_insert_lsn()::text, current_setting('replicatedpostgres.node', true),"
                    + " left(pg_walfile_name(pg_current_wal_insert_lsn()), 8), current_setting('synchronous_commit'),"
                    + " current_setting('synchronous_standby_names') <> ''";

    /** What it is called. */
    String kind();

    /** What else tells it from others of its kind, as Java; empty if nothing does. */
    default String options() {
        return "";
    }

    /** Makes the tables. */
    void prepare(Cluster cluster, Clients clients);

    /** The sum of all accounts, if there are any. */
    default Optional<Long> balance() {
        return Optional.empty();
    }

    /** Does the next thing for a client. */
    void next(Client client) throws InterruptedException;

    /** What a node holds, which is this by now. */
    FinalContents contents(Node node, boolean survivor, Standing standing);

    /** The lists that a node holds, as transactions that read them all in one moment; none if it has no lists. */
    default List<Transaction> readingOfAll(Node node, Role role, long nowNanos) {
        return List.of();
    }

    /** Takes what was asked for with {@link #SERVED}. */
    static void served(Client client, Attempt attempt, ResultSet row) throws SQLException {
        attempt.inTransaction(row.getLong(1), Lsn.parse(row.getString(2)));
        attempt.servedBy(row.getString(3), client.nodes());
        attempt.waitsFor(
                new Timeline(Integer.parseInt(row.getString(4), 16)),
                new CommitWait(row.getString(5), row.getBoolean(6)));
    }

    /** Commits, and hears what the server says to it. */
    static void commit(Connection open, Attempt attempt) throws SQLException {
        open.clearWarnings();
        attempt.committing();
        open.commit();
        attempt.acknowledged(open.getWarnings());
    }
}
