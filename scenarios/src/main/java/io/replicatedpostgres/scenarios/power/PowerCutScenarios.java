package io.replicatedpostgres.scenarios.power;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.junit.Standby;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A machine loses its power: what was synced is there, what the kernel alone held is gone. Each node has a disk of its own. */
@Tag("quick")
@Tag("power")
@RequiresFault(FaultKind.POWER_CUT)
public class PowerCutScenarios {

    private static final long SOME = 300;
    private static final long WRITTEN = 100_000;
    private static final String ROWS = "SELECT count(*) FROM ledger";
    private static final String TABLE = "CREATE TABLE ledger (id int)";

    @Test
    @Tag("PWR-01")
    @Tag("critical")
    @Scenario(
            situation =
                    "Clients write with synchronous_commit = on, the default. The primary's machine loses its power, and is"
                            + " switched on again.",
            expectation = "The last writes are gone: there was no time to save them.",
            reality = "Every acknowledged write is there. A commit is told only once its WAL is synced.",
            source = "catalogue PWR-01; PostgreSQL documentation, Reliability",
            severity = "critical")
    @ReplicatedPostgres(disk = "ext4")
    void whatWasAcknowledgedSurvives(Cluster cluster, @OnNode("node-1") Node primary) {
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            primary.cutPower();
        }

        primary.start();

        assertThat(cluster).upholds(noAcknowledgedWriteLost());
    }

    @Test
    @Tag("PWR-02")
    @Tag("critical")
    @Scenario(
            situation =
                    "synchronous_commit = off, and the WAL writer sleeps for 10 s. Ten rows are committed, and the power is"
                            + " cut.",
            expectation = "off is a matter of speed.",
            reality =
                    "All ten are gone, though each was acknowledged. The server starts, and is consistent: up to three"
                            + " times wal_writer_delay is lost, and nothing else.",
            source = "catalogue PWR-02; PostgreSQL documentation, Asynchronous Commit",
            severity = "critical")
    @ReplicatedPostgres(standbys = 0, disk = "ext4", settings = "wal_writer_delay = 10s")
    void anAsynchronousCommitIsGone(@OnNode("node-1") Node primary) {
        primary.execute(TABLE);
        primary.checkpoint();
        for (int i = 0; i < 10; i++) {
            primary.execute("SET synchronous_commit = off; INSERT INTO ledger VALUES (%s)".formatted(i));
        }
        assertThat(primary.query(ROWS)).containsExactly("10");

        primary.cutPower();
        primary.start();

        assertThat(primary.query(ROWS)).containsExactly("0");
    }

    @Test
    @Tag("PWR-03")
    @Tag("critical")
    @Scenario(
            situation =
                    "fsync = off, as some test systems and some disks have it. The server is killed, and later the power is"
                            + " cut.",
            expectation = "It survived the kill -9, so it survives anything.",
            reality = "A killed process leaves to the kernel what it wrote. A machine without power leaves nothing: the"
                    + " table that both a checkpoint and a restart had seen is not there.",
            source = "catalogue PWR-03, DSK-07; PostgreSQL documentation, fsync",
            severity = "critical")
    @ReplicatedPostgres(standbys = 0, disk = "ext4", settings = "fsync = off")
    void withoutSyncAKillLosesNothingAndAPowerCutAll(@OnNode("node-1") Node primary) {
        primary.execute(TABLE + "; INSERT INTO ledger VALUES (1)");
        primary.checkpoint();
        primary.kill();
        primary.start();
        assertThat(primary.query(ROWS)).as("after the kill").containsExactly("1");

        primary.cutPower();
        primary.start();

        assertThat(primary.query("SELECT count(*) FROM pg_class WHERE relname = 'ledger'"))
                .as("tables after the power cut")
                .containsExactly("0");
    }

    @Test
    @Tag("PWR-04")
    @Tag("critical")
    @Scenario(
            situation =
                    "The primary's disk lies about syncs (fsync = off), that of the standby does not. The primary's power is"
                            + " cut, and it is started again.",
            expectation = "The primary is the truth, and the standby follows it.",
            reality =
                    "The standby has what the primary has forgotten. It is ahead of its primary and cannot stream: the"
                            + " requested starting point is ahead of the WAL flush position of this server.",
            source = "catalogue PWR-04, DSK-07; PostgreSQL walsender.c",
            severity = "critical")
    @ReplicatedPostgres(disk = "ext4", standby = @Standby(settings = "fsync = on"), primarySettings = "fsync = off")
    void theStandbyIsAheadOfAPrimaryThatForgot(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute(TABLE + "; INSERT INTO ledger SELECT generate_series(1, 10000)");
        cluster.awaitInSync();
        sync(primary);
        primary.execute("INSERT INTO ledger SELECT generate_series(10001, 20000)");
        // a walreceiver asks for the beginning of a segment: the standby has to be in a later one than the primary
        // comes back to
        primary.switchWal();
        primary.execute("INSERT INTO ledger VALUES (20001)");
        cluster.awaitInSync();
        Lsn had = primary.currentLsn();
        LogMark before = standby.log().mark();

        primary.cutPower();
        primary.start();

        assertThat(primary.currentLsn().isAtLeast(had))
                .as("the primary is as far as it was")
                .isFalse();
        assertThat(primary.query(ROWS)).as("on the primary").containsExactly("10000");
        assertThat(standby.query(ROWS)).as("on the standby").containsExactly("20001");
        standby.log().await("is ahead of the WAL flush position of this server", before);
    }

    @Test
    @Tag("PWR-05")
    @Tag("critical")
    @Scenario(
            situation = "The whole rack loses its power: primary and synchronous standby at one instant. The standby is"
                    + " promoted.",
            expectation = "What both had is on neither.",
            reality =
                    "With synchronous_commit = on the standby had synced each commit before its client heard of it: it is"
                            + " there on the new primary.",
            source = "catalogue PWR-05; PostgreSQL documentation, synchronous_commit",
            severity = "critical")
    @ReplicatedPostgres(disk = "ext4", synchronousStandbys = "*")
    void theRackLosesItsPowerAndTheStandbyHasAll(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            cluster.cutPower(primary, standby);
        }
        standby.start();

        standby.promote();

        assertThat(cluster).upholds(noAcknowledgedWriteLost());
    }

    @Test
    @Tag("PWR-06")
    @Tag("high")
    @RequiresTool("pg_basebackup")
    @Scenario(
            situation = "pg_basebackup --no-sync says that it is done, and the power is cut.",
            expectation = "The backup is there.",
            reality =
                    "It is there in part: files of no size, or none at all. The one that was made with syncs is whole.",
            source = "catalogue PWR-06; PostgreSQL documentation, pg_basebackup",
            severity = "high")
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void aBackupThatWasNotSyncedIsNoBackup(@OnNode("node-1") Node node) {
        node.execute(TABLE + "; INSERT INTO ledger SELECT generate_series(1, 10000)");
        String file = node.query("SELECT pg_relation_filepath('ledger')").get(0);
        String synced = backup(node, "synced");
        String hasty = backup(node, "hasty", "--no-sync");

        node.cutPower();

        assertThat(size(node, synced + "/" + file))
                .as("the backup that was synced")
                .isGreaterThan(300_000);
        assertThat(size(node, hasty + "/" + file)).as("the one that was not").isZero();
    }

    @Test
    @Tag("PWR-07")
    @Tag("high")
    @RequiresTool("pg_rewind")
    @Scenario(
            situation =
                    "A split brain is repaired by pg_rewind, standby.signal is written and synced, and the power of the"
                            + " rewound machine is cut before its server was started.",
            expectation = "Half of it is lost, and it is not known which half.",
            reality =
                    "pg_rewind syncs the whole directory before it says Done!. The node starts and follows the new primary.",
            source = "catalogue PWR-07; PostgreSQL pg_rewind.c (sync_target_dir)",
            severity = "high")
    @ReplicatedPostgres(disk = "ext4")
    void aRewindThatIsDoneSurvives(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        splitBrain(cluster, old, heir);
        old.rewindTo(heir);

        old.cutPower();
        old.start();

        cluster.awaitInSync();
        assertThat(old.query("SELECT string_agg(id::text, ',' ORDER BY id) FROM ledger"))
                .containsExactly("2,3");
        assertThat(cluster).hasSameContent();
    }

    @Test
    @Tag("PWR-07")
    @Tag("critical")
    @RequiresTool("pg_rewind")
    @EnabledOnPostgres(from = 13) // before, pg_rewind has no -R
    @Scenario(
            situation =
                    "The same with pg_rewind -R, which writes standby.signal itself. It says Done!, and the power is cut.",
            expectation = "What pg_rewind has done is done.",
            reality =
                    "It writes standby.signal after it has synced all the rest, and does not sync that. The file is gone, and"
                            + " a start would make the node a second primary.",
            source =
                    "catalogue PWR-07; PostgreSQL pg_rewind.c (WriteRecoveryConfig comes after sync_target_dir); measured",
            severity = "critical")
    @ReplicatedPostgres(disk = "ext4")
    void theStandbySignalOfARewindIsLost(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        splitBrain(cluster, old, heir);
        assertThat(old.tool("pg_rewind")
                        .with("-R", "-D", old.dataDirectory(), "--source-server", old.connectionTo(heir))
                        .run()
                        .output())
                .contains("Done!");
        assertThat(old.hasFile("standby.signal")).as("before").isTrue();

        old.cutPower();

        assertThat(old.hasFile("standby.signal")).as("after").isFalse();
    }

    @Test
    @Tag("PWR-08")
    @Tag("critical")
    @Scenario(
            situation =
                    "archive_command copies with cp, as in most examples: cp syncs nothing. A segment is archived, and the"
                            + " power is cut.",
            expectation = "PostgreSQL says that it is archived, so it is in the archive.",
            reality =
                    "The file is empty or missing. PostgreSQL has synced its own note that the segment is done, and does"
                            + " not archive it again.",
            source = "catalogue PWR-08; PostgreSQL documentation, Continuous Archiving",
            severity = "critical")
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void anArchivedSegmentIsEmpty(@OnNode("node-1") Node node) {
        node.execute(TABLE + "; INSERT INTO ledger SELECT generate_series(1, 1000)");
        String segment =
                node.query("SELECT pg_walfile_name(pg_current_wal_lsn())").get(0);
        node.switchWal();
        await().untilAsserted(() -> assertThat(
                        node.query("SELECT last_archived_wal FROM pg_stat_archiver WHERE last_archived_wal >= '%s'"
                                .formatted(segment)))
                .hasSize(1));
        // the note that it is archived is renamed, and that name is synced
        await().until(() -> node.files().exists("pg_wal/archive_status/%s.done".formatted(segment)));
        assertThat(node.archive().size(segment).bytes()).as("before").isPositive();

        node.cutPower();

        assertThat(node.archive().size(segment).bytes()).as("in the archive").isZero();
        assertThat(node.files().exists("pg_wal/archive_status/%s.ready".formatted(segment)))
                .as("to be archived again")
                .isFalse();
    }

    @Test
    @Tag("PWR-09")
    @Tag("medium")
    @Scenario(
            situation =
                    "A standby streams through a slot, whose position is saved at checkpoints only. The primary's power is"
                            + " cut.",
            expectation = "The slot knows where its standby is.",
            reality =
                    "The slot comes back where the last checkpoint had saved it, behind its standby. It keeps more WAL"
                            + " than is needed, never less, and the standby goes on.",
            source = "catalogue PWR-09; PostgreSQL slot.c",
            severity = "medium")
    @ReplicatedPostgres(disk = "ext4", settings = "checkpoint_timeout = 1h")
    void aSlotComesBackBehindItsStandby(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute(TABLE);
        cluster.awaitInSync();
        primary.checkpoint();
        Lsn saved = primary.currentLsn();
        primary.execute("INSERT INTO ledger SELECT generate_series(1, 10000)");
        cluster.awaitInSync();
        await().until(() -> restartLsn(primary).isAtLeast(saved.plus(WRITTEN)));
        standby.pause();
        primary.cutPower();

        primary.start();

        assertThat(saved.plus(WRITTEN).isAtLeast(restartLsn(primary)))
                .as("the slot is back where it was saved")
                .isTrue();
        standby.resume();
        cluster.awaitInSync();
        assertThat(standby.query(ROWS)).containsExactly("10000");
    }

    @Test
    @Tag("PWR-10")
    @Tag("high")
    @Scenario(
            situation = "A transaction is prepared, and the coordinator was told so. The power is cut.",
            expectation = "What is prepared waits in memory.",
            reality = "It is in the WAL, synced, and there after the restart; the coordinator commits it.",
            source = "catalogue PWR-10; PostgreSQL documentation, PREPARE TRANSACTION",
            severity = "high")
    @ReplicatedPostgres(standbys = 0, disk = "ext4", settings = "max_prepared_transactions = 5")
    void aPreparedTransactionSurvives(@OnNode("node-1") Node node) {
        node.execute(TABLE);
        node.execute("BEGIN; INSERT INTO ledger VALUES (1); PREPARE TRANSACTION 'order 1'");

        node.cutPower();
        node.start();

        assertThat(node.query("SELECT gid FROM pg_prepared_xacts")).containsExactly("order 1");
        node.execute("COMMIT PREPARED 'order 1'");
        assertThat(node.query(ROWS)).containsExactly("1");
    }

    /** The old primary is stopped, and has a row that the new one never had. */
    private static void splitBrain(Cluster cluster, Node old, Node heir) {
        old.execute(TABLE);
        cluster.awaitInSync();
        heir.promote();
        old.execute("INSERT INTO ledger VALUES (1)");
        heir.execute("INSERT INTO ledger VALUES (2), (3)");
        heir.checkpoint();
        old.stop(StopMode.FAST);
    }

    private static String backup(Node node, String name, String... options) {
        String directory = "backup-" + name;
        assertThat(node.tool("pg_basebackup")
                        .with("-D", directory, "-X", "stream", "-c", "fast")
                        .with(options)
                        .run()
                        .exitCode())
                .as("pg_basebackup of " + name)
                .isZero();
        return directory;
    }

    /** All that the kernel holds of the node is written to its disk, as it does by itself after half a minute. */
    private static void sync(Node node) {
        assertThat(node.tool("/bin/sync").with("-f", node.dataDirectory()).run().exitCode())
                .isZero();
    }

    private static Lsn restartLsn(Node primary) {
        return Objects.requireNonNull(primary.slot("node_2").restartLsn(), "the slot keeps WAL");
    }

    /** In bytes; 0 of a file that is not there. */
    private static long size(Node node, String file) {
        String output = node.tool("/bin/sh")
                .with("-c", "if test -f \"$0\"; then wc -c <\"$0\"; else echo 0; fi", file)
                .run()
                .output();
        return Long.parseLong(output.strip());
    }
}
