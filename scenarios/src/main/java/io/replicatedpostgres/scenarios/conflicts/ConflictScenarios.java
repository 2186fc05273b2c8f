package io.replicatedpostgres.scenarios.conflicts;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.scenarios.Eventually.says;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Readers of a standby against its replay. */
@Tag("quick")
@Tag("conflicts")
public class ConflictScenarios {

    private static final String COUNTED =
            "SELECT confl_snapshot, confl_lock FROM pg_stat_database_conflicts WHERE datname = 'postgres'";

    @Test
    @Tag("CFL-02")
    @Tag("high")
    @Scenario(
            situation =
                    "Three readers of a standby: one reads rows that the primary deletes and vacuums, one has read a "
                            + "table that is truncated, one is connected to a database that is dropped.",
            expectation = "Reading on a standby hinders no session and is hindered by none.",
            reality = "After max_standby_streaming_delay each is ended: the first by an error, the others with their "
                    + "connection. pg_stat_database_conflicts counts them by their kind.",
            source = "PostgreSQL src/test/recovery/t/031_recovery_conflict.pl")
    @ReplicatedPostgres(settings = {"max_standby_streaming_delay = 50ms", "hot_standby_feedback = off"})
    void eachKindOfConflictEndsItsReader(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) throws SQLException {
        primary.execute("CREATE TABLE deleted AS SELECT generate_series(1, 1000) AS id");
        primary.execute("CREATE TABLE truncated (id int)");
        primary.createDatabase("dropped");
        cluster.awaitInSync();

        try (Connection reader = reading(standby, "SELECT count(*) FROM deleted")) {
            primary.execute("DELETE FROM deleted");
            primary.execute("VACUUM deleted");
            standby.awaitReplay(primary.currentLsn());
            assertThatThrownBy(() -> query(reader, "SELECT count(*) FROM deleted"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"))
                    .hasMessageContaining("due to conflict with recovery");
        }
        try (Connection reader = reading(standby, "SELECT count(*) FROM truncated")) {
            primary.execute("TRUNCATE truncated");
            standby.awaitReplay(primary.currentLsn());
            assertThatThrownBy(() -> query(reader, "SELECT 1")).isInstanceOf(SQLException.class);
            assertThat(reader.isValid(1)).isFalse();
        }
        try (Connection reader = to(standby, "dropped")) {
            primary.execute("DROP DATABASE dropped");
            standby.awaitReplay(primary.currentLsn());
            assertThatThrownBy(() -> query(reader, "SELECT 1")).isInstanceOf(SQLException.class);
        }

        says(standby, "SELECT (c)::text FROM (" + COUNTED + ") c", "(1,1)");
        assertThat(standby.log().lines())
                .anyMatch(
                        line -> line.contains("User query might have needed to see row versions that must be removed."))
                .anyMatch(line -> line.contains("User was holding a relation lock for too long."))
                .anyMatch(line -> line.contains("User was connected to a database that must be dropped."));
    }

    @Test
    @Tag("CFL-03")
    @Tag("medium")
    @Scenario(
            situation =
                    "A standby with hot_standby_feedback has a reader with an old snapshot; the primary deletes what it "
                            + "reads, and vacuums.",
            expectation = "It costs nothing to be spared conflicts.",
            reality =
                    "The reader reads on. On the primary the slot's xmin holds vacuum back: the dead rows stay until the "
                            + "reader is done. The lock of a vacuum that gives pages back spares no reader: from 16 on tables grow by "
                            + "several pages at once, and have such pages more often.",
            source = "PostgreSQL src/test/recovery/t/001_stream_rep.pl; kubegres issue 86")
    @ReplicatedPostgres(
            settings = {
                "max_standby_streaming_delay = 50ms",
                "hot_standby_feedback = on",
                "wal_receiver_status_interval = 1s"
            })
    void feedbackSparesTheReaderAndVacuumPays(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) throws SQLException {
        primary.execute("CREATE TABLE ledger AS SELECT generate_series(1, 1000) AS id");
        cluster.awaitInSync();

        try (Connection reader = reading(standby, "SELECT count(*) FROM ledger")) {
            says(primary, "SELECT xmin IS NOT NULL FROM pg_replication_slots", "t");
            primary.execute("DELETE FROM ledger");
            primary.execute(cluster.version().isAtLeast(12) ? "VACUUM (TRUNCATE false) ledger" : "VACUUM ledger");
            standby.awaitReplay(primary.currentLsn());

            assertThat(query(reader, "SELECT count(*) FROM ledger")).isEqualTo("1000");
            assertThat(primary.query("SELECT pg_relation_size('ledger') > 0")).containsExactly("t");
        }

        // what the reader held back is older than any transaction from now on
        String after = String.valueOf(primary.query("SELECT txid_current()").get(0));
        says(
                primary,
                "SELECT coalesce(age(xmin) <= age('%s'::xid), true) FROM pg_replication_slots".formatted(after),
                "t");
        primary.execute("VACUUM ledger"); // it gives pages back
        assertThat(primary.query("SELECT pg_relation_size('ledger')")).containsExactly("0");
        assertThat(standby.query("SELECT (c)::text FROM (" + COUNTED + ") c")).containsExactly("(0,0)");
    }

    @Test
    @Tag("CFL-06")
    @Tag("medium")
    @Scenario(
            situation = "A transaction is prepared and in doubt. The standby replays it, and is promoted.",
            expectation = "What is in doubt goes with the old primary, or is there at once.",
            reality =
                    "A standby shows nothing of it. Once it is promoted it has it, in doubt as before, with its locks: "
                            + "it can be committed there.",
            source = "PostgreSQL src/test/recovery/t/021_row_visibility.pl")
    @ReplicatedPostgres(settings = "max_prepared_transactions = 2")
    void whatIsInDoubtIsDecidedOnTheNewPrimary(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)");
        primary.execute("BEGIN; INSERT INTO ledger VALUES (1); PREPARE TRANSACTION 'in doubt'");
        cluster.awaitInSync();
        assertThat(standby.query("SELECT count(*) FROM ledger")).containsExactly("0");

        primary.kill();
        standby.promote();

        assertThat(standby.query("SELECT gid FROM pg_prepared_xacts")).containsExactly("in doubt");
        assertThat(standby.query("SELECT count(*) FROM ledger")).containsExactly("0");
        standby.execute("COMMIT PREPARED 'in doubt'");
        assertThat(standby.query("SELECT id FROM ledger")).containsExactly("1");
    }

    /** A reader in a transaction that keeps the snapshot of its first query. */
    private static Connection reading(Node standby, String query) throws SQLException {
        Connection reader = standby.dataSource().getConnection();
        reader.setAutoCommit(false);
        reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        query(reader, query);
        return reader;
    }

    private static Connection to(Node node, String database) throws SQLException {
        return DriverManager.getConnection(
                node.jdbcUrl().replaceAll("/[^/]*$", "/" + database),
                node.cluster().user(),
                node.cluster().password());
    }

    private static String query(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
