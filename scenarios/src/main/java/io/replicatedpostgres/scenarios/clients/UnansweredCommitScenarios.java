package io.replicatedpostgres.scenarios.clients;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.Faults.CLIENTS;
import static io.replicatedpostgres.fault.Faults.oneWay;
import static javax.transaction.xa.XAResource.TMENDRSCAN;
import static javax.transaction.xa.XAResource.TMNOFLAGS;
import static javax.transaction.xa.XAResource.TMSTARTRSCAN;
import static javax.transaction.xa.XAResource.TMSUCCESS;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.Eventually;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.XAConnection;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.xa.PGXADataSource;

/** A client sends a commit and hears nothing: what became of the transaction. */
@Tag("clients")
@Tag("quick")
public class UnansweredCommitScenarios {

    private static final String SOCKET_TIMEOUT = "socketTimeout=1";

    @Test
    @Tag("CLI-04")
    @Tag("critical")
    @Scenario(
            situation =
                    "Two clients send COMMIT and get no answer. The COMMIT of one never reaches the server; of the other "
                            + "only the answer is lost. Before, both asked for the number of their transaction.",
            expectation = "A commit that fails with an error of the connection was not done.",
            reality =
                    "Both clients get the same error, 08006. One transaction is committed, the other is rolled back when its "
                            + "session ends. txid_status(number) says which one is which, also after the primary was killed and started.",
            source = "PostgreSQL src/test/recovery/t/011_crash_recovery.pl; documentation, txid_status")
    @ReplicatedPostgres
    void theServerKnowsWhatBecameOfAnUnansweredCommit(Cluster cluster, @OnNode("node-1") Node primary)
            throws SQLException {
        primary.execute("CREATE TABLE ledger (id int)");

        String unheard = unanswered(cluster, oneWay(CLIENTS, primary, Cut.LOSE), "INSERT INTO ledger VALUES (1)");
        String unanswered = unanswered(cluster, oneWay(primary, CLIENTS, Cut.LOSE), "INSERT INTO ledger VALUES (2)");

        Eventually.says(primary, status(unanswered), "committed");
        Eventually.says(primary, status(unheard), "aborted");
        primary.kill();
        primary.start();
        assertThat(primary.query(status(unanswered))).containsExactly("committed");
        assertThat(primary.query(status(unheard))).containsExactly("aborted");
        assertThat(primary.query("SELECT id FROM ledger")).containsExactly("2");
    }

    /** Commits under a fault, hears nothing, and returns the number of the transaction, whose session is ended. */
    private static String unanswered(Cluster cluster, Fault silence, String write) throws SQLException {
        Node primary = cluster.primary();
        try (Connection client =
                Urls.source(cluster, Urls.of(primary, SOCKET_TIMEOUT)).getConnection()) {
            client.setAutoCommit(false);
            String session = only(client, "SELECT pg_backend_pid()");
            String number = only(client, "SELECT txid_current()");
            execute(client, write);
            cluster.during(
                    silence,
                    () -> assertThatThrownBy(client::commit)
                            .isInstanceOfSatisfying(
                                    SQLException.class,
                                    told -> assertThat(told.getSQLState()).isEqualTo("08006")));
            primary.queryPastLinks("SELECT pg_terminate_backend(" + session + ")");
            return number;
        }
    }

    private static String status(String number) {
        return "SELECT txid_status(" + number + ")";
    }

    @Test
    @Tag("CLI-06")
    @Tag("high")
    @Scenario(
            situation =
                    "A transaction manager has prepared its transaction by XA, and not committed it yet. The primary dies, "
                            + "and the standby, which has the prepared transaction, is promoted.",
            expectation = "What was prepared is rolled back with its connection.",
            reality =
                    "The new primary names it when the manager asks for what is in doubt (XAResource.recover). The manager "
                            + "commits it there. Until then its locks are held, and other writers of the row wait.",
            source = "AWS Advanced JDBC Wrapper, XaFailoverTest; PostgreSQL src/test/recovery/t/009_twophase.pl")
    @ReplicatedPostgres(settings = "max_prepared_transactions = 5")
    void aTransactionManagerCommitsOnTheNewPrimaryWhatItPrepared(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) throws SQLException, XAException {
        old.execute("CREATE TABLE account (id int PRIMARY KEY, balance int); INSERT INTO account VALUES (1, 100)");
        var order = new Order(7);
        XAConnection before = manager(cluster, old);
        XAResource branch = before.getXAResource();
        branch.start(order, TMNOFLAGS);
        execute(before.getConnection(), "UPDATE account SET balance = 90 WHERE id = 1");
        branch.end(order, TMSUCCESS);
        branch.prepare(order);
        cluster.awaitInSync();

        old.kill();
        heir.promote();

        XAConnection after = manager(cluster, heir);
        Xid[] inDoubt = after.getXAResource().recover(TMSTARTRSCAN | TMENDRSCAN);
        assertThat(inDoubt).hasSize(1);
        assertThat(inDoubt[0].getGlobalTransactionId()).isEqualTo(order.getGlobalTransactionId());
        assertThat(heir.query("SELECT balance FROM account")).containsExactly("100");
        assertThatThrownBy(() -> heir.execute("SELECT 1 FROM account WHERE id = 1 FOR UPDATE NOWAIT"))
                .hasMessageContaining("55P03");
        after.getXAResource().commit(inDoubt[0], false);
        assertThat(heir.query("SELECT balance FROM account")).containsExactly("90");
        after.close();
        before.close();
    }

    private static XAConnection manager(Cluster cluster, Node node) throws SQLException {
        var source = new PGXADataSource();
        source.setUrl(Urls.of(node));
        source.setUser(cluster.user());
        source.setPassword(cluster.password());
        return source.getXAConnection();
    }

    /** The name of a transaction with one branch. */
    private record Order(int number) implements Xid {

        @Override
        public int getFormatId() {
            return number;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return new byte[] {(byte) number};
        }

        @Override
        public byte[] getBranchQualifier() {
            return new byte[] {1};
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String only(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
