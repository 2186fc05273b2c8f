package io.replicatedpostgres.scenarios.process;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.ProcessFaults.backendKilled;
import static io.replicatedpostgres.model.DataSize.megabytes;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.model.StopMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes die, or stand still. */
@Tag("quick")
@Tag("process")
@ReplicatedPostgres(settings = "wal_retrieve_retry_interval = 100ms")
public class CrashScenarios {

    private static final String COUNT = "SELECT count(*) FROM ledger";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("PRC-01")
    @Tag("PRC-02")
    @Tag("low")
    @Scenario(
            situation =
                    "Every process of the primary is killed, or it is stopped in immediate mode; then it is started.",
            expectation = "A crash begins a new timeline, or needs a rewind.",
            reality =
                    "It recovers from its WAL, on the same timeline, with every acknowledged row, and the standby goes on "
                            + "with it.",
            source = "PostgreSQL src/test/recovery/t/013_crash_restart.pl")
    void aCrashedPrimaryRecoversOnItsTimeline(boolean killed, Cluster cluster) {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE ledger (id int); INSERT INTO ledger SELECT generate_series(1, 100)");
        LogMark before = primary.log().mark();

        if (killed) {
            primary.kill();
        } else {
            primary.stop(StopMode.IMMEDIATE);
        }
        primary.start();

        assertThat(primary.log().since(before))
                .anyMatch(line ->
                        line.contains("database system was not properly shut down; automatic recovery in progress"));
        assertThat(primary).isPrimary().isOnTimeline(1);
        cluster.awaitInSync();
        assertThat(cluster.standby().query(COUNT)).containsExactly("100");
        assertThat(cluster).hasSameContent();
    }

    @Test
    @Tag("PRC-03")
    @Tag("PRC-06")
    @Tag("high")
    @Scenario(
            situation = "One backend of the primary is killed with SIGKILL, as the kernel does when memory is short.",
            expectation = "One client loses its connection.",
            reality = "All of them do: the server ends every process and recovers. Standbys lose their connection, and "
                    + "nothing else.",
            source = "PostgreSQL src/test/recovery/t/013_crash_restart.pl")
    void oneKilledBackendEndsAllOfThem(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby)
            throws SQLException {
        primary.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        LogMark before = primary.log().mark();
        try (Connection victim = primary.dataSource().getConnection();
                Connection bystander = primary.dataSource().getConnection();
                Statement statement = bystander.createStatement()) {
            long pid = backendOf(victim);
            cluster.inflict(backendKilled(primary, pid));

            primary.log().await("was terminated by signal 9: Killed", before);
            primary.log().await("terminating any other active server processes", before);
            primary.log().await("database system is ready to accept connections", before);
            assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
        }

        assertThat(standby).isStandby();
        assertThat(primary).isPrimary().isOnTimeline(1);
        cluster.awaitInSync();
        assertThat(standby.query(COUNT)).containsExactly("1");
    }

    private static long backendOf(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    @Tag("PRC-07")
    @Tag("low")
    @Scenario(
            situation = "The walsender of a standby is terminated five times in a row, while the primary takes writes.",
            expectation = "The standby has to be connected by hand, or rows are missing.",
            reality =
                    "The standby connects again each time, within wal_retrieve_retry_interval, and has every row once.",
            source = "PostgreSQL src/test/recovery/t/019_replslot_limit.pl")
    void aKilledWalsenderIsReplaced(Cluster cluster) {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE ledger (id int)");
        for (int round = 1; round <= 5; round++) {
            cluster.awaitInSync();
            List<String> before = walsenders(primary);
            primary.query("SELECT pg_terminate_backend(pid)::text FROM pg_stat_replication");
            primary.execute("INSERT INTO ledger VALUES (%s)".formatted(round));
            await().until(() -> !walsenders(primary).isEmpty()
                    && walsenders(primary).stream().noneMatch(before::contains));
        }

        cluster.awaitInSync();
        assertThat(cluster.standby().query("SELECT id FROM ledger ORDER BY id"))
                .containsExactly("1", "2", "3", "4", "5");
    }

    private static List<String> walsenders(Node primary) {
        return primary.query("SELECT pid FROM pg_stat_replication").stream()
                .map(String::valueOf)
                .toList();
    }

    @Test
    @Tag("PRC-08")
    @Tag("medium")
    @Scenario(
            situation = "The startup process of a standby, which replays, is killed.",
            expectation = "It is started again, as a backend is.",
            reality =
                    "The standby shuts down: shutting down due to startup process failure. Started again, it goes on.")
    void withoutItsStartupProcessAStandbyShutsDown(Cluster cluster) {
        Node standby = cluster.standby();
        LogMark before = standby.log().mark();
        long startup = Long.parseLong(
                String.valueOf(standby.query("SELECT pid FROM pg_stat_activity WHERE backend_type = 'startup'")
                        .get(0)));

        cluster.inflict(backendKilled(standby, startup));

        standby.log().await("was terminated by signal 9: Killed", before);
        if (cluster.version().isAtLeast(15)) { // 13 does not say why; 14 was not tried
            standby.log().await("shutting down due to startup process failure", before);
        }
        standby.log().await("database system is shut down", before);
        await().until(() -> !standby.isRunning());
        standby.start();
        cluster.awaitInSync();
        assertThat(cluster).isInSync();
    }

    @ParameterizedTest
    @EnumSource(names = {"CHECKPOINTER", "WALWRITER", "BACKGROUND_WRITER", "ARCHIVER"})
    @Tag("PRC-05")
    @Tag("medium")
    @Scenario(
            situation =
                    "One process of the primary is frozen: the checkpointer, walwriter, background writer or archiver.",
            expectation = "Writes are held up, or lost.",
            reality =
                    "Neither: backends flush their own WAL, the standby gets it, and what was left undone is done when the "
                            + "process thaws.")
    void aFrozenHelperHoldsNoWriteUp(ProcessKind kind, Cluster cluster) {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE ledger (id int)");
        try (var frozen = primary.pause(kind)) {
            primary.execute("INSERT INTO ledger SELECT generate_series(1, 1000)");
            cluster.standby().awaitReplay(primary.writeWal(megabytes(2)));
            assertThat(cluster.standby().query(COUNT)).containsExactly("1000");
        }

        primary.checkpoint();
        cluster.awaitInSync();
        assertThat(cluster).hasSameContent();
    }

    @Test
    @Tag("PRC-05")
    @Tag("high")
    @Scenario(
            situation = "The startup process of a standby is frozen.",
            expectation = "The standby is seen to hang.",
            reality = "It streams, receives and answers; only replay stands still, until it thaws.")
    void aFrozenStartupProcessReceivesAndDoesNotReplay(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        primary.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        try (var frozen = standby.pause(ProcessKind.STARTUP)) {
            primary.execute("INSERT INTO ledger VALUES (1)");
            String written = primary.currentLsn().toString();
            await().until(() -> standby.query("SELECT pg_last_wal_receive_lsn() >= ?::pg_lsn", written)
                    .contains("t"));
            assertThat(standby).isStreamingFrom(primary);
            assertThat(standby.query(COUNT)).containsExactly("0");
        }

        standby.awaitReplay(primary.currentLsn());
        assertThat(standby.query(COUNT)).containsExactly("1");
    }

    @Test
    @Tag("PRC-10")
    @Tag("low")
    @Scenario(
            situation = "Every process of every node is killed at once; all are started again.",
            expectation = "An administrator has to find out which node was the primary.",
            reality = "Each comes back as what it was, and no acknowledged row is lost.",
            source = "Canonical full_cluster_restart")
    void afterAFullRestartEachIsWhatItWas(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int); INSERT INTO ledger SELECT generate_series(1, 100)");
        List.of(primary, standby).parallelStream().forEach(Node::kill);

        primary.start();
        standby.start();

        cluster.awaitInSync();
        assertThat(cluster).hasPrimary(primary).isInSync();
        assertThat(standby.query(COUNT)).containsExactly("100");
    }
}
