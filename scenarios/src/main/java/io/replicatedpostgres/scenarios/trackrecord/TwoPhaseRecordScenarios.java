package io.replicatedpostgres.scenarios.trackrecord;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.scenarios.ClientStatement;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.spec.ArchiveMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prepared transactions that recovery, a standby or an index forgot, or that recovery met twice. */
@Tag("quick")
@Tag("trackrecord")
@ReplicatedPostgres(archive = ArchiveMode.NONE, settings = "max_prepared_transactions = 5")
public class TwoPhaseRecordScenarios {

    private static final String XID = "SELECT transaction::text FROM pg_prepared_xacts WHERE gid = '%s'";

    @Test
    @Tag("BUG-09")
    @Tag("critical")
    @Scenario(
            situation =
                    "Two transactions write, a checkpoint passes, and they are prepared. The next checkpoint fails after it "
                            + "has written one of them to pg_twophase. The server is killed.",
            expectation = "It recovers, with both.",
            reality =
                    "It does. Before 11.21, 12.16, 13.12, 14.9 and 15.4 it met the first one in the file and again in the "
                            + "WAL, and did not start: lock is already held.",
            source = "PostgreSQL 14.9 release notes")
    @ReplicatedPostgres(standbys = 0, archive = ArchiveMode.NONE, settings = "max_prepared_transactions = 5")
    void aPreparedTransactionIsRecoveredOnce(@OnNode("node-1") Node primary) throws SQLException {
        primary.execute("CREATE TABLE t (id int)");
        try (Connection one = begun(primary, 1);
                Connection two = begun(primary, 2)) {
            primary.checkpoint();
            prepare(one, "one");
            prepare(two, "two");
        }
        String first = stateFile(primary, "one");
        String second = stateFile(primary, "two");
        primary.files().makeDirectory(second);
        assertThatCode(() -> primary.execute("CHECKPOINT"))
                .as("a directory is in the way of the second file")
                .isInstanceOf(ReplicatedPostgresException.class);
        assertThat(primary.hasFile(first)).isTrue();

        primary.kill();
        primary.files().delete(second);
        primary.start();

        assertThat(primary.query("SELECT gid FROM pg_prepared_xacts ORDER BY gid"))
                .containsExactly("one", "two");
        primary.execute("COMMIT PREPARED 'one'");
        primary.execute("COMMIT PREPARED 'two'");
        assertThat(primary.query("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
    }

    private static Connection begun(Node primary, int id) throws SQLException {
        Connection connection = primary.dataSource().getConnection();
        try (Statement session = connection.createStatement()) {
            session.execute("BEGIN");
            session.execute("INSERT INTO t VALUES (%s)".formatted(id));
        }
        return connection;
    }

    private static void prepare(Connection connection, String gid) throws SQLException {
        try (Statement session = connection.createStatement()) {
            session.execute("PREPARE TRANSACTION '%s'".formatted(gid));
        }
    }

    private static String stateFile(Node node, String gid) {
        long xid = Long.parseLong(Eventually.only(node, XID.formatted(gid)));
        String name = String.format(Locale.ROOT, "%08X", xid);
        return "pg_twophase/" + (node.cluster().version().isAtLeast(17) ? "00000000" : "") + name;
    }

    @Test
    @Tag("BUG-10")
    @Tag("critical")
    @EnabledOnPostgres(from = 12)
    @Scenario(
            situation =
                    "A transaction with a savepoint is prepared. Primary and standby are stopped in good order, and started. "
                            + "The standby is read, and the transaction is committed.",
            expectation = "Both nodes show all of its rows.",
            reality =
                    "They do. Before 12.20, 13.16, 14.13, 15.8 and 16.4 the standby took what came after the savepoint for "
                            + "rolled back, and never showed it.",
            source = "PostgreSQL 14.13 release notes")
    void aSavepointOfAPreparedTransactionIsSeen(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE t (id int)");
        primary.execute("BEGIN; INSERT INTO t VALUES (1); SAVEPOINT s; INSERT INTO t VALUES (2); RELEASE s;"
                + "PREPARE TRANSACTION 'one'");
        cluster.awaitInSync();
        primary.stop();
        Eventually.says(standby, "SELECT (pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn())::text", "true");
        standby.stop();
        standby.start();
        assertThat(standby.queryPastLinks("SELECT id FROM t")).isEmpty();
        primary.start();

        primary.execute("COMMIT PREPARED 'one'");
        cluster.awaitInSync();

        assertThat(standby.query("SELECT id FROM t ORDER BY id"))
                .as("rows on the standby")
                .containsExactly("1", "2");
    }

    @Test
    @Tag("BUG-11")
    @Tag("critical")
    @EnabledOnPostgres(from = 12)
    @Scenario(
            situation =
                    "A prepared transaction has written a row. An index is built by CREATE INDEX CONCURRENTLY. Then the "
                            + "transaction is committed.",
            expectation = "The index finds the row.",
            reality =
                    "It does: the build waits for the transaction. Before 12.6 and 13.2 it did not wait, and the row was "
                            + "not in the index.",
            source = "PostgreSQL 13.2 release notes")
    void anIndexWaitsForWhatIsPrepared(Cluster cluster, @OnNode("node-1") Node primary) {
        primary.execute("CREATE TABLE t (id int)");
        primary.execute("BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'one'");
        ClientStatement build = ClientStatement.begin(primary, "CREATE INDEX CONCURRENTLY i ON t (id)");
        await().until(() -> build.isDone()
                || !primary.queryPastLinks("SELECT 1 FROM pg_locks WHERE NOT granted")
                        .isEmpty());

        primary.execute("COMMIT PREPARED 'one'");
        build.warnings();

        assertThat(primary.query("SELECT id FROM t")).containsExactly("1");
        primary.execute("CREATE EXTENSION amcheck");
        assertThatCode(() -> primary.query("SELECT bt_index_check('i', true)::text"))
                .as("every row is in the index")
                .doesNotThrowAnyException();
    }
}
