package io.replicatedpostgres.scenarios.power;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.DiskFaults;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.fault.Volume;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A disk that fails while its machine goes on: dead, read-only, full, slow, or with bad sectors. */
@Tag("quick")
@Tag("power")
@RequiresFault(FaultKind.DISK_DEAD)
public class SickDiskScenarios {

    private static final String ROWS = "SELECT count(*) FROM ledger";
    private static final String TABLE = "CREATE TABLE ledger (id int, filler text)";
    private static final int SYNCS_A_SECOND = 5;
    private static final int COMMITS = 5;

    @Test
    @Tag("PWR-11")
    @Tag("critical")
    @Scenario(
            situation =
                    "The file system of the primary meets an error and turns read-only, as errors=remount-ro tells it.",
            expectation = "The server dies, and monitoring sees that.",
            reality =
                    "The postmaster lives and the port is open, but no session can write. Nothing fails over by itself;"
                            + " the standby has every acknowledged row and can be promoted.",
            source = "ext4(5), errors=remount-ro; measured")
    @ReplicatedPostgres(disk = "ext4")
    void aReadOnlyDiskLeavesAServerThatOnlyListens(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute(TABLE);
        insert(primary, 100);
        cluster.awaitInSync();

        cluster.inject(DiskFaults.turnedReadOnly(primary));

        assertThatThrownBy(() -> insert(primary, 1)).hasMessageContaining("Read-only file system");
        assertThat(primary.isRunning()).as("the server runs").isTrue();
        primary.kill();
        standby.promote();
        insert(standby, 1);
        assertThat(standby.query(ROWS)).containsExactly("101");
    }

    @Test
    @Tag("PWR-12")
    @Tag("high")
    @Scenario(
            situation = "The disk of the primary has no free block any more, not even for root.",
            expectation = "Nothing can be written.",
            reality =
                    "What PostgreSQL had allocated before can be: recycled WAL, and room in pages that are there. Such"
                            + " commits are acknowledged, synced and shipped. A table that has to grow says: could not extend"
                            + " file …: No space left on device, and no more happens.",
            source = "PostgreSQL md.c (mdextend)")
    @ReplicatedPostgres(disk = "ext4")
    void aFullDiskStillTakesWhatItHasRoomFor(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute(TABLE);
        insert(primary, 1);
        cluster.awaitInSync();
        Injected full = cluster.inject(DiskFaults.full(primary));

        insert(primary, 1);
        assertThatThrownBy(() -> insert(primary, 10_000)).hasMessageContaining("No space left on device");

        cluster.awaitInSync();
        assertThat(standby.query(ROWS)).containsExactly("2");
        full.heal();
        insert(primary, 10_000);
        assertThat(primary.query(ROWS)).containsExactly("10002");
    }

    @Test
    @Tag("PWR-13")
    @Tag("DSK-11")
    @Tag("high")
    @RequiresTool("pg_basebackup")
    @Scenario(
            situation = "The sectors under one table of the primary can no longer be read.",
            expectation = "The server stops, or repairs the table from its standby.",
            reality =
                    "Each query of the table fails: could not read block 0 in file …: Input/output error. All else works,"
                            + " checkpoints too, but no base backup. The standby has the table, since WAL carries changes and not"
                            + " files.",
            source = "PostgreSQL md.c (mdread); measured")
    @ReplicatedPostgres(disk = "ext4")
    void badSectorsHurtOneTableAndEveryBackup(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute(TABLE);
        insert(primary, 1000);
        primary.checkpoint();
        cluster.awaitInSync();
        Injected bad = cluster.inject(DiskFaults.badSectors(primary, "ledger"));

        assertThatThrownBy(() -> primary.query(ROWS))
                .hasMessageContaining("could not read block 0")
                .hasMessageContaining("Input/output error");
        primary.execute("CREATE TABLE other AS SELECT 1");
        primary.checkpoint();
        assertThat(primary.tool("pg_basebackup")
                        .with("-D", "backup-of-bad-sectors", "-c", "fast")
                        .run()
                        .exitCode())
                .as("pg_basebackup")
                .isNotZero();
        assertThat(standby.query(ROWS)).containsExactly("1000");

        bad.heal();
        assertThat(primary.query(ROWS)).containsExactly("1000");
    }

    @Test
    @Tag("PWR-14")
    @Tag("DSK-10")
    @Tag("high")
    @RequiresFault(FaultKind.SLOW_DISK)
    @Scenario(
            situation =
                    "The disk of the synchronous standby does five requests a second, that of the primary is quick.",
            expectation = "The primary is as quick as its own disk.",
            reality =
                    "Each commit waits for a sync of the standby. synchronous_commit = local does not, and says so for one"
                            + " transaction too.",
            source = "PostgreSQL documentation, synchronous_commit")
    @ReplicatedPostgres(disk = "ext4", synchronousStandbys = "*")
    void theSlowestDiskSetsThePace(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute(TABLE);
        insert(primary, 1);
        cluster.awaitInSync();

        cluster.inject(DiskFaults.slow(standby, SYNCS_A_SECOND));

        Duration waiting = commits(primary, "on");
        assertThat(waiting).isGreaterThan(Duration.ofMillis(1000L * (COMMITS - 2) / SYNCS_A_SECOND));
        assertThat(commits(primary, "local")).isLessThan(waiting);
    }

    @Test
    @Tag("PWR-27")
    @Tag("DSK-10")
    @Tag("medium")
    @RequiresFault(FaultKind.SLOW_DISK)
    @Scenario(
            situation =
                    "pg_wal lies on a disk of its own. First the disk of the tables does five requests a second, then that of"
                            + " the WAL.",
            expectation = "A slow disk of the tables makes slow transactions.",
            reality =
                    "A commit waits for the WAL alone: the pages of its tables are written by the next checkpoint. With the"
                            + " slow disk under pg_wal each commit takes as long as a sync.",
            source = "PostgreSQL documentation, Write-Ahead Logging (WAL)")
    @ReplicatedPostgres(standbys = 0, disk = "ext4, pg_wal on ext4 128MB", settings = "checkpoint_timeout = 1h")
    void aCommitWaitsForTheDiskOfTheWal(Cluster cluster, @OnNode("node-1") Node primary) {
        primary.execute(TABLE);
        insert(primary, 1);
        Duration ofSyncs = Duration.ofMillis(1000L * (COMMITS - 2) / SYNCS_A_SECOND);

        Injected slow = cluster.inject(DiskFaults.slow(primary, Volume.TABLES, SYNCS_A_SECOND));
        Duration withSlowTables = commits(primary, "on");
        slow.heal();
        cluster.inject(DiskFaults.slow(primary, Volume.PG_WAL, SYNCS_A_SECOND));
        Duration withSlowWal = commits(primary, "on");

        assertThat(withSlowWal).isGreaterThan(ofSyncs);
        assertThat(withSlowTables).isLessThan(withSlowWal);
    }

    @Test
    @Tag("PWR-15")
    @Tag("DSK-11")
    @Tag("critical")
    @Scenario(
            situation = "The disk of the primary answers every request with an error, and its machine goes on.",
            expectation = "A write fails, and the client knows that it is not there.",
            reality = "The commit that meets it is not acknowledged, and every row that was is on the standby, which is"
                    + " promoted. The old primary comes back with its disk as it was, and is rewound.",
            source = "PostgreSQL xlog.c (issue_xlog_fsync)")
    @RequiresTool("pg_rewind")
    @ReplicatedPostgres(disk = "ext4", synchronousStandbys = "*")
    void aDeadDiskLosesNothingThatWasAcknowledged(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute(TABLE);
        insert(primary, 100);
        Injected dead = cluster.inject(DiskFaults.dead(primary));

        assertThatThrownBy(() -> insert(primary, 1)).isInstanceOf(RuntimeException.class);
        primary.kill();
        standby.promote();

        assertThat(standby.query("SELECT count(*) >= 100 FROM ledger")).containsExactly("t");
        dead.heal();
        primary.stop();
        primary.rewindTo(standby);
        primary.start();
        cluster.awaitInSync();
        assertThat(cluster).hasSameContent();
    }

    private static Duration commits(Node node, String level) {
        long from = System.nanoTime();
        for (int i = 0; i < COMMITS; i++) {
            node.execute("SET synchronous_commit = %s; INSERT INTO ledger VALUES (%s)".formatted(level, i));
        }
        return Duration.ofNanos(System.nanoTime() - from);
    }

    private static void insert(Node node, int rows) {
        node.execute("INSERT INTO ledger SELECT g, repeat('x', 100) FROM generate_series(1, %s) g".formatted(rows));
    }
}
