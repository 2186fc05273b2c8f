package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.fault.ProcessFaults;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each fault of the processes, as PostgreSQL sees it. */
class ProcessFaultsTest {

    private final Cluster cluster =
            Cluster.start(ClusterSpec.builder().archive(ArchiveMode.PER_NODE).build());
    private final Node primary = cluster.node("node-1");
    private final Node standby = cluster.node("node-2");

    @AfterEach
    void close() {
        cluster.close();
    }

    private static String one(Connection session, String query) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next() ? result.getString(1) : "";
        }
    }

    private static long pid(Connection session) throws SQLException {
        return Long.parseLong(one(session, "SELECT pg_backend_pid()"));
    }

    private Lsn lsn(Node node, String what) {
        return Lsn.parse(node.query("SELECT " + what).get(0));
    }

    private Lsn sent() {
        return lsn(primary, "sent_lsn FROM pg_stat_replication");
    }

    @Test
    void aKilledServerRecoversWhenItIsRepaired() {
        LogMark mark = primary.log().mark();
        Inflicted killed = cluster.inflict(ProcessFaults.killed(primary));
        assertThat(primary.isRunning()).isFalse();

        Mended how = killed.repair();

        assertThat(how).isEqualTo(Mended.STARTED);
        assertThat(killed.repair()).isEqualTo(Mended.NOTHING);
        primary.log().await("automatic recovery in progress", mark);
        cluster.awaitInSync();
    }

    @Test
    void withoutItsPostmasterASessionStillCommits() throws SQLException {
        primary.execute("CREATE TABLE t (id int)");
        try (Connection open = primary.dataSource().getConnection();
                Statement statement = open.createStatement()) {
            statement.execute("INSERT INTO t VALUES (1)");
            // a backend that waits for its client notices and ends: this one is busy
            statement.execute("SET statement_timeout = '20s'");
            var commits = Background.run(() -> {
                try {
                    statement.execute("DO $$ BEGIN WHILE NOT EXISTS"
                            + " (SELECT FROM pg_ls_dir('.') AS f (name) WHERE name = 'stop') LOOP END LOOP;"
                            + " INSERT INTO t VALUES (2); END $$");
                    return "committed";
                } catch (SQLException e) {
                    return e.toString();
                }
            });
            await().until(() -> !primary.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'DO $$%'")
                    .isEmpty());

            Inflicted orphaned = cluster.inflict(ProcessFaults.postmasterKilled(primary));
            assertThatThrownBy(() -> primary.query("SELECT 1")).isInstanceOf(SqlException.class);
            assertThat(primary.isRunning()).isTrue();
            primary.member().host().write(primary.dataDirectory() + "/stop", new byte[0]);

            assertThat(commits).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("committed");
            primary.member().host().delete(primary.dataDirectory() + "/stop");
            orphaned.repair();
        }
        assertThat(primary.query("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
        cluster.awaitInSync();
    }

    @Test
    void aKilledBackendTakesAllOthersWithIt() throws SQLException {
        LogMark mark = primary.log().mark();
        try (Connection victim = primary.dataSource().getConnection();
                Connection other = primary.dataSource().getConnection()) {
            cluster.inflict(ProcessFaults.backendKilled(primary, pid(victim)));

            primary.log().await("was terminated by signal 9: Killed", mark);
            primary.log().await("all server processes terminated; reinitializing", mark);
            assertThatThrownBy(() -> one(other, "SELECT 1")).isInstanceOf(SQLException.class);
        }
        await().ignoreExceptions().until(() -> primary.query("SELECT 1").get(0).equals("1"));
        cluster.awaitInSync();
    }

    @Test
    void anImmediateStopIsFollowedByRecovery() {
        LogMark mark = standby.log().mark();

        Inflicted stopped = cluster.inflict(ProcessFaults.immediateStop(standby));
        standby.log().await("received immediate shutdown request", mark);
        stopped.repair();

        standby.log().await("database system was interrupted while in recovery", mark);
        cluster.awaitInSync();
    }

    @Test
    void aFrozenServerAnswersNothingUntilItThaws() {
        cluster.during(
                ProcessFaults.frozen(standby),
                () -> assertThat(standby.state().role()).isEqualTo(Role.UNRESPONSIVE));

        assertThat(standby.state().role()).isEqualTo(Role.STANDBY);
        cluster.awaitInSync();
    }

    @Test
    void aFrozenWalsenderSendsNothing() {
        Injected frozen = cluster.inject(ProcessFaults.frozen(primary, ProcessKind.WALSENDER));
        Lsn before = sent();

        Lsn end = primary.writeWal(DataSize.megabytes(1));

        assertThat(end.isAfter(sent())).isTrue();
        assertThat(sent()).isEqualTo(before);
        frozen.heal();
        standby.awaitReplay(end);
    }

    @Test
    void aFrozenWalreceiverWritesNothing() {
        Injected frozen = cluster.inject(ProcessFaults.frozen(standby, ProcessKind.WALRECEIVER));

        Lsn end = primary.writeWal(DataSize.kilobytes(64));
        await().until(() -> sent().isAtLeast(end));

        assertThat(end.isAfter(lsn(standby, "pg_last_wal_receive_lsn()"))).isTrue();
        frozen.heal();
        standby.awaitReplay(end);
    }

    @Test
    void aFrozenStartupProcessReplaysNothing() {
        Injected frozen = cluster.inject(ProcessFaults.frozen(standby, ProcessKind.STARTUP));

        Lsn end = primary.writeWal(DataSize.kilobytes(64));
        await().until(() -> lsn(standby, "pg_last_wal_receive_lsn()").isAtLeast(end));

        assertThat(end.isAfter(lsn(standby, "pg_last_wal_replay_lsn()"))).isTrue();
        frozen.heal();
        standby.awaitReplay(end);
    }

    @Test
    void aFrozenCheckpointerCheckpointsNothing() {
        Injected frozen = cluster.inject(ProcessFaults.frozen(primary, ProcessKind.CHECKPOINTER));

        assertThatThrownBy(() -> primary.execute("SET statement_timeout = 500; CHECKPOINT"))
                .hasMessageContaining("57014");

        frozen.heal();
        primary.checkpoint();
    }

    @Test
    void aFrozenWalwriterLeavesAsynchronousCommitsUnflushed() {
        primary.execute("CREATE TABLE t (id int)");
        Injected frozen = cluster.inject(ProcessFaults.frozen(primary, ProcessKind.WALWRITER));

        primary.execute("SET synchronous_commit = off; INSERT INTO t VALUES (1)");
        Lsn inserted = lsn(primary, "pg_current_wal_insert_lsn()");

        assertThat(inserted.isAfter(lsn(primary, "pg_current_wal_flush_lsn()"))).isTrue();
        frozen.heal();
        await().until(() -> lsn(primary, "pg_current_wal_flush_lsn()").isAtLeast(inserted));
    }

    @Test
    void aFrozenArchiverArchivesNothing() {
        Injected frozen = cluster.inject(ProcessFaults.frozen(primary, ProcessKind.ARCHIVER));
        String segment =
                primary.query("SELECT pg_walfile_name(pg_current_wal_lsn())").get(0);

        primary.switchWal();
        await().until(() -> primary.hasFile("pg_wal/archive_status/" + segment + ".ready"));

        assertThat(primary.archivedFiles()).doesNotContain(segment);
        frozen.heal();
        await().until(() -> primary.archivedFiles().contains(segment));
    }

    @Test
    void aFrozenBackendEndsItsStatementWhenItThaws() throws Exception {
        try (Connection open = primary.dataSource().getConnection()) {
            Injected frozen = cluster.inject(ProcessFaults.frozenBackend(primary, pid(open)));

            var answer = Background.run(() -> {
                try {
                    return one(open, "SELECT 'thawed'");
                } catch (SQLException e) {
                    return e.toString();
                }
            });

            assertThatThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            frozen.heal();
            assertThat(answer).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("thawed");
        }
    }

    @Test
    void aCrashLoopRecoversAgainAndAgainAndLeavesARunningServer() {
        LogMark mark = standby.log().mark();

        cluster.during(
                ProcessFaults.crashLoop(standby, Duration.ofMillis(50)),
                () -> await().until(() -> standby.log().since(mark).stream()
                                .filter(line -> line.contains("interrupted while in recovery"))
                                .count()
                        >= 3));

        assertThat(standby).isStandby();
        cluster.awaitInSync();
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeAnythingIsTouched() {
        standby.stop();

        assertThatThrownBy(() -> cluster.inject(ProcessFaults.frozen(standby)))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessage("FROZEN cannot strike node-2: its server does not run. Start it first.");
        assertThatThrownBy(() -> cluster.inflict(ProcessFaults.killed(standby)))
                .hasMessage("KILLED cannot strike node-2: its server does not run. Start it first.");
        assertThatThrownBy(() -> cluster.inject(ProcessFaults.frozenBackend(primary, 1)))
                .hasMessageContaining("BACKEND_FROZEN found nothing to strike on node-1")
                .hasMessageContaining("checkpointer");

        standby.start();
        cluster.awaitInSync();
    }
}
