package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.PromoteBy;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.postgres.Feature;
import io.replicatedpostgres.postgres.RecoveryMode;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Recoveries to a target, and rebuilds from what was kept. */
class PointInTimeTest {

    private static Cluster start(ArchiveMode archive) {
        return Cluster.start(ClusterSpec.builder().archive(archive).build());
    }

    private static long insert(Node node, int id) {
        return Long.parseLong(node.query("INSERT INTO t VALUES (" + id + ") RETURNING txid_current()")
                .get(0));
    }

    private static String recoverySetting(Node node, String name) {
        return node.query(
                        "SELECT " + RecoveryMode.expression(name, node.cluster().version()))
                .get(0);
    }

    private static void promotePaused(Node node) {
        if (node.cluster().version().isAtLeast(13)) {
            node.promote();
        } else {
            assertThatThrownBy(() -> node.promote(PromoteBy.PG_CTL, Duration.ofSeconds(2)))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("run SELECT pg_wal_replay_resume()");
            node.execute("SELECT pg_wal_replay_resume()");
            Await.orFail("it was not promoted", node.cluster().deadline())
                    .until("a primary", node::isPrimary, is -> is);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SHARED", "PER_NODE"})
    void eachTargetIsReachedFromOneBackup(ArchiveMode archive) {
        try (Cluster cluster = start(archive)) {
            Node a = cluster.primary();
            Node b = cluster.standby();
            a.execute("CREATE TABLE t (id int)");
            b.stop();
            TakenBackup monday = b.takeBackupOf(a, "monday");
            insert(a, 1);
            long second = insert(a, 2);
            Lsn between = a.createRestorePoint("before-three");
            insert(a, 3);

            assertThat(between.isAfter(monday.beganAt())).isTrue();
            PointInTime with = b.recoverTo(RecoveryTarget.xid(second), monday);
            assertThat(with.role()).isEqualTo(Role.PRIMARY);
            assertThat(with.timeline()).isEqualTo(new Timeline(2));
            assertThat(with.stoppedAt()).startsWith("after commit of transaction " + second);
            assertThat(b.query("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
            b.stop();
            PointInTime without =
                    b.recoverTo(RecoveryTarget.xid(second).exclusive().thenPause(), monday);
            assertThat(without.role()).isEqualTo(Role.STANDBY);
            assertThat(without.stoppedAt()).startsWith("before commit of transaction " + second);
            assertThat(b.query("SELECT id FROM t")).containsExactly("1");
            promotePaused(b);
            assertThat(b).isPrimary();
            b.stop();
            b.recoverTo(RecoveryTarget.lsn(between).thenPause(), monday);
            assertThat(b.query("SELECT count(*) FROM t")).containsExactly("2");
            b.stop();
            assertThat(b.recoverTo(RecoveryTarget.name("before-three"), monday).stoppedAt())
                    .startsWith("at restore point \"before-three\"");
            assertThat(b.query("SELECT count(*) FROM t")).containsExactly("2");
            assertThat(a.archivedFiles()).noneMatch(file -> file.startsWith("00000002"));

            b.stop();
            b.rebuildFrom(a);
            b.start();
            cluster.awaitInSync();
            assertThat(b.query("SHOW archive_mode")).containsExactly("on");
            assertThat(recoverySetting(b, "recovery_target_name")).isEmpty();
            assertThat(b.query("SELECT count(*) FROM t")).containsExactly("3");
        }
    }

    @Test
    void filesComeByACommandOfOnesOwn() {
        try (Cluster cluster = start(ArchiveMode.SHARED)) {
            Node a = cluster.primary();
            Node b = cluster.standby();
            a.execute("CREATE TABLE t (id int)");
            b.stop();
            TakenBackup backup = b.takeBackupOf(a, "monday");
            long first = insert(a, 1);
            insert(a, 2);
            RecoveryTarget target = RecoveryTarget.xid(first);

            b.recoverTo(
                    target.restoringBy("cp %s/%%f %%p && echo %%f >>../asked"
                            .formatted(a.archive().path())),
                    backup);

            assertThat(b.query("SELECT id FROM t")).containsExactly("1");
            assertThat(
                            Feature.RECOVERY_SETTINGS.isIn(cluster.version())
                                    ? b.query("SHOW restore_command").get(0)
                                    : b.readFile("recovery.done"))
                    .contains(">>../asked");
            assertThatThrownBy(() -> target.restoringBy("cp %f"))
                    .hasMessageContaining("Write for example cp /mnt/archive/%f %p");
        }
    }

    @Test
    void aTimeIsATarget() {
        try (Cluster cluster = start(ArchiveMode.SHARED)) {
            Node a = cluster.primary();
            Node b = cluster.standby();
            a.execute("CREATE TABLE t (id int)");
            b.stop();
            TakenBackup backup = b.takeBackupOf(a, "monday");
            insert(a, 1);
            Instant then = OffsetDateTime.parse(
                            a.query(
                                            "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')")
                                    .get(0),
                            DateTimeFormatter.ISO_OFFSET_DATE_TIME)
                    .toInstant()
                    .truncatedTo(ChronoUnit.MICROS);
            insert(a, 2);

            b.recoverTo(RecoveryTarget.time(then), backup);

            assertThat(b.query("SELECT id FROM t")).containsExactly("1");
        }
    }

    @Test
    void aTargetOnAnOlderTimelineWantsItsTimeline() {
        try (Cluster cluster = Cluster.start(
                ClusterSpec.builder().standbys(2).archive(ArchiveMode.SHARED).build())) {
            Node a = cluster.node("node-1");
            Node b = cluster.node("node-2");
            Node c = cluster.node("node-3");
            a.execute("CREATE TABLE t (id int)");
            TakenBackup backup = c.takeBackupOf(a, "monday");
            c.stop();
            b.promote();
            insert(a, 1);
            a.createRestorePoint("on-one");
            insert(a, 2);
            a.switchWal();
            a.stop();
            b.execute("INSERT INTO t VALUES (-1)");
            b.switchWal();
            b.checkpoint();
            Await.orFail("no history was archived", cluster.deadline())
                    .until("it", b::archivedFiles, files -> files.contains("00000002.history"));

            RecoveryTarget target = RecoveryTarget.name("on-one");
            assertThatThrownBy(() -> c.recoverTo(target, backup))
                    .hasMessageStartingWith(
                            "node-3 did not come to name on-one: recovery followed timeline 2, the latest in the archive, which has left timeline 1 at ")
                    .hasMessageContaining("onTimeline(…)");
            if (!cluster.version().isAtLeast(13)) {
                // it has become a primary where its WAL ended
                c.stop();
            }
            PointInTime done = c.recoverTo(target.onTimeline(Timeline.FIRST), backup);

            assertThat(done.along()).isEqualTo(Timeline.FIRST);
            assertThat(done.timeline()).isEqualTo(new Timeline(3));
            assertThat(done.target()).hasToString("name on-one on timeline 1");
            assertThat(c.query("SELECT id FROM t")).containsExactly("1");
        }
    }

    @Test
    void whatCannotBeRecoveredIsRefusedOrTold() {
        try (Cluster cluster = start(ArchiveMode.SHARED)) {
            Node a = cluster.primary();
            Node b = cluster.standby();
            TakenBackup ofA = b.takeBackupOf(a, "monday");
            RecoveryTarget never = RecoveryTarget.name("never");

            assertThatThrownBy(() -> b.recoverTo(never, ofA))
                    .hasMessageStartingWith("node-2 cannot be recovered while it runs");
            assertThatThrownBy(never::exclusive).hasMessageContaining("exclusive(): restore point \"never\"");
            assertThatThrownBy(() -> b.takeBackupOf(a, "monday")).hasMessageContaining("keeps a backup of that name");
            assertThatThrownBy(() -> b.takeBackupOf(a, "../monday"))
                    .hasMessageContaining("up to 40 lower-case letters");
            b.stop();
            if (cluster.version().isAtLeast(13)) {
                assertThatThrownBy(() -> b.recoverTo(never, ofA))
                        .hasMessageStartingWith("node-2 did not come to name never: its WAL ended before");
            }
            b.rebuildFrom(a);
            TakenBackup besideA = a.takeBackupOf(a, "own");
            assertThatThrownBy(() -> b.recoverTo(never, besideA)).hasMessageContaining("that lies beside node-1");
            b.start();
            cluster.awaitInSync();
        }
        try (Cluster cluster = start(ArchiveMode.NONE)) {
            Node b = cluster.standby();
            TakenBackup backup = b.takeBackupOf(cluster.primary(), "monday");
            b.stop();
            assertThatThrownBy(() -> b.recoverTo(RecoveryTarget.xid(1), backup))
                    .hasMessageContaining("it reads WAL from an archive, and this cluster has none");
            b.start();
            cluster.awaitInSync();
        }
    }

    @Test
    void beforeSeventeenNothingIsIncremental() {
        try (Cluster cluster = start(ArchiveMode.NONE)) {
            assumeFalse(Feature.INCREMENTAL_BACKUP.isIn(cluster.version()));
            Node b = cluster.standby();
            TakenBackup backup = b.takeBackupOf(cluster.primary(), "monday");
            b.stop();

            assertThatThrownBy(() -> b.rebuildIncrementallyFrom(cluster.primary(), backup))
                    .hasMessageContaining("the incremental rebuild of node-2")
                    .hasMessageContaining("it is there since PostgreSQL 17");
            b.start();
            cluster.awaitInSync();
        }
    }

    @Test
    void anIncrementIsEnough() {
        try (Cluster cluster = Cluster.start(ClusterSpec.builder().build())) {
            assumeTrue(Feature.INCREMENTAL_BACKUP.isIn(cluster.version()));
            Node a = cluster.primary();
            Node b = cluster.standby();
            a.configure("summarize_wal = on");
            a.execute("CREATE TABLE t AS SELECT generate_series(1, 1000) AS id");
            TakenBackup backup = b.takeBackupOf(a, "monday");
            a.execute("INSERT INTO t VALUES (0)");
            b.kill();

            IncrementalRebuild done = b.rebuildIncrementallyFrom(a, backup);
            b.start();
            cluster.awaitInSync();

            assertThat(done.since()).isEqualTo(backup);
            assertThat(b.compareWith(a).differences()).isEmpty();
        }
    }
}
