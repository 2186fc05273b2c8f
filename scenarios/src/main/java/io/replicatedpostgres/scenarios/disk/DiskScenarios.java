package io.replicatedpostgres.scenarios.disk;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.VolumeFaults.small;
import static io.replicatedpostgres.model.DataSize.kilobytes;
import static io.replicatedpostgres.model.DataSize.megabytes;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.ArchiveFaults;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.fault.StorageDamages;
import io.replicatedpostgres.fault.Volume;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.EnabledOnProfile;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.model.WalPosition;
import io.replicatedpostgres.spec.ArchiveMode;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Volumes fill, archives fail, files break. Small volumes need root and the right to mount. */
@Tag("quick")
@Tag("disk")
public class DiskScenarios {

    private static final String COUNT = "SELECT count(*) FROM ledger";
    private static final String FULL = "No space left on device";
    private static final int ROUNDS_MAX = 60;

    @Test
    @EnabledOnPostgres(from = 13) // before, wal_keep_size was wal_keep_segments
    @Tag("DSK-01")
    @RequiresFault(FaultKind.SMALL_VOLUME)
    @Tag("critical")
    @EnabledOnProfile(ServerProfile.SMALL) // the volume is too small for others
    @Scenario(
            situation =
                    "A replication slot was left behind that no standby streams through. pg_wal has a volume of its "
                            + "own.",
            expectation = "Old WAL is removed when the volume is nearly full.",
            reality =
                    "The slot keeps all of it until the volume is full: PANIC: could not write to file pg_wal/xlogtemp…: No "
                            + "space left on device. A checkpoint that meets it first, with the segment it makes in "
                            + "advance, only fails. Every committed row is there afterwards; without the slot a checkpoint "
                            + "frees the WAL.",
            source = "Zalando postgres-operator issue 2012, CloudNativePG issue 1808")
    @ReplicatedPostgres(
            archive = ArchiveMode.NONE,
            settings = {"wal_keep_size = 0", "max_wal_size = 4MB"})
    void anAbandonedSlotFillsTheVolumeOfWal(Cluster cluster) {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE ledger (id int)");
        primary.createSlot("abandoned");
        Injected volume = cluster.inject(small(primary, Volume.PG_WAL, megabytes(24)));
        LogMark before = primary.log().mark();

        int committed = writeUntilItFails(primary);

        assertThat(committed).as("rounds until the volume is full").isLessThan(ROUNDS_MAX);
        assertThat(primary.log().await("PANIC:  could not write to file \"pg_wal/xlogtemp", before))
                .contains(FULL);
        volume.heal();
        assertThat(Integer.parseInt(String.valueOf(primary.query(COUNT).get(0))))
                .isBetween(committed, committed + 1);
        assertThat(primary.slot("abandoned")).retainsAtLeast(megabytes(16));
        primary.dropSlot("abandoned");
        cluster.awaitInSync();
        primary.checkpoint();
        assertThat(primary.query("SELECT sum(size) < 16 * 1024 * 1024 FROM pg_ls_waldir()"))
                .containsExactly("t");
        assertThat(cluster).hasSameContent();
    }

    @Test
    @Tag("DSK-02")
    @EnabledOnPostgres(from = 13)
    @RequiresFault(FaultKind.SMALL_VOLUME)
    @Tag("medium")
    @EnabledOnProfile(ServerProfile.SMALL) // the volume is too small for others
    @Scenario(
            situation = "The same, with max_slot_wal_keep_size = 4MB.",
            expectation = "The limit only warns.",
            reality = "The slot is lost, the primary stays up, and the volume is not filled.",
            source = "PostgreSQL src/test/recovery/t/019_replslot_limit.pl")
    @ReplicatedPostgres(
            archive = ArchiveMode.NONE,
            settings = {"wal_keep_size = 0", "max_wal_size = 4MB", "max_slot_wal_keep_size = 4MB"})
    void aLimitLosesTheSlotAndSavesThePrimary(Cluster cluster) {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE ledger (id int)");
        primary.createSlot("abandoned");
        cluster.inject(small(primary, Volume.PG_WAL, megabytes(24)));
        LogMark before = primary.log().mark();

        int committed = writeUntilItFails(primary);

        assertThat(committed).isEqualTo(ROUNDS_MAX);
        assertThat(primary.log().since(before)).noneMatch(line -> line.contains(FULL));
        assertThat(primary.slot("abandoned")).isLost();
        cluster.awaitInSync();
    }

    /** Waits for the standby each time, if the primary lives, so that no slot but the abandoned one keeps WAL. */
    private static int writeUntilItFails(Node primary) {
        Node standby = primary.cluster().standby();
        int committed = 0;
        try {
            for (; committed < ROUNDS_MAX; committed++) {
                primary.writeWal(kilobytes(512));
                primary.execute("INSERT INTO ledger VALUES (1)"); // its commit writes what went before
                WalPosition end = primary.currentPosition();
                await().pollInterval(Duration.ofMillis(5))
                        .until(() -> !primary.isRunning() || standby.hasReplayed(end));
                checkpoint(primary);
            }
        } catch (ReplicatedPostgresException full) {
            return committed;
        }
        return committed;
    }

    /** Whether or not there is room for the segment that it makes in advance. */
    private static void checkpoint(Node primary) {
        try {
            primary.checkpoint();
        } catch (ReplicatedPostgresException e) {
            // the server goes on until a commit finds no room; only that is the end of it
            if (!String.valueOf(e.getMessage()).contains("checkpoint request failed")) {
                throw e;
            }
        }
    }

    @Test
    @Tag("DSK-03")
    @RequiresFault(FaultKind.SMALL_VOLUME)
    @Tag("medium")
    @Scenario(
            situation = "The volume of tables and indexes is full.",
            expectation = "The server goes down.",
            reality = "The statement fails with could not extend file and a hint to check free disk space (53100). The "
                    + "server stays up, answers, and takes writes that fit.")
    @ReplicatedPostgres
    void aFullVolumeOfTablesIsAnError(Cluster cluster) {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        Injected volume = cluster.inject(small(primary, Volume.TABLES, megabytes(40)));
        LogMark before = primary.log().mark();

        assertThatThrownBy(() ->
                        primary.execute("CREATE TABLE big AS SELECT repeat('x', 1000) FROM generate_series(1, 60000)"))
                .hasMessageContaining("53100")
                .hasMessageContaining("could not extend file");
        primary.log().await("Check free disk space.", before);
        primary.execute("INSERT INTO ledger VALUES (2)");
        assertThat(primary.query(COUNT)).containsExactly("2");
        volume.heal();
        cluster.awaitInSync();
    }

    @Test
    @Tag("DSK-06")
    @Tag("high")
    @EnabledOnProfile(ServerProfile.SMALL) // it counts in segments of 1 MiB
    @Scenario(
            situation = "archive_command fails, while the primary writes.",
            expectation = "WAL that could not be archived is given up at some point.",
            reality = "It is kept for ever: .ready files pile up, failed_count climbs, until the command works again. "
                    + "Then all of it is archived, none is missing.",
            source = "PostgreSQL src/test/recovery/t/020_archive_status.pl")
    @ReplicatedPostgres
    void whileTheArchiveFailsWalPilesUp(Cluster cluster) {
        Node primary = cluster.primary();
        String ready = "SELECT count(*) FROM pg_ls_dir('pg_wal/archive_status') AS name WHERE name LIKE '%.ready'";
        cluster.during(ArchiveFaults.failing(primary), () -> {
            primary.writeWal(megabytes(6));
            primary.checkpoint();
            await().until(() -> primary.query("SELECT failed_count > 0 FROM pg_stat_archiver")
                    .contains("t"));
            assertThat(Integer.parseInt(String.valueOf(primary.query(ready).get(0))))
                    .isGreaterThanOrEqualTo(5);
        });

        await().until(() -> primary.query(ready).contains("0"));
        var segments = primary.archivedFiles().stream()
                .filter(name -> name.matches("[0-9A-F]{24}"))
                .map(name -> Long.parseLong(name.substring(16), 16))
                .toList();
        assertThat(segments.get(segments.size() - 1) - segments.get(0)).isEqualTo(segments.size() - 1L);
    }

    @Test
    @Tag("DSK-08")
    @Tag("high")
    @Scenario(
            situation = "A bit flips in the first page of a table of the primary.",
            expectation = "The standby has the same bit flipped.",
            reality =
                    "Reading the page is an error on the primary (XX001). Changes are shipped, not pages: the standby "
                            + "reads all of it.")
    @ReplicatedPostgres
    void aFlippedBitStaysOnItsNode(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int); INSERT INTO ledger SELECT generate_series(1, 100)");
        primary.checkpoint();
        cluster.awaitInSync();

        cluster.inflict(StorageDamages.bitFlipped(primary, "ledger"));

        assertThatThrownBy(() -> primary.query(COUNT))
                .hasMessageContaining("XX001")
                .hasMessageContaining("invalid page in block 0 of relation");
        assertThat(standby.query(COUNT)).containsExactly("100");
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("DSK-09")
    @Tag("high")
    @Scenario(
            situation = "pg_control of the old primary has no content after a crash.",
            expectation = "A rewind to the new primary makes it well.",
            reality =
                    "The server does not start, and pg_rewind refuses it too: unexpected control file size 0, expected "
                            + "8192. Only a base backup helps.",
            source = "Multigres interrupted_rewind; vmware pg_rewind issue 54")
    @ReplicatedPostgres
    void withoutAControlFileOnlyABaseBackupHelps(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        LogMark before = old.log().mark();
        cluster.inflict(StorageDamages.controlFileTruncated(old));
        assertThatThrownBy(old::start).isInstanceOf(ReplicatedPostgresException.class);
        assertThat(old.log().await("could not read file \"global/pg_control\"", before))
                .contains("read 0 of");
        heir.promote();

        var rewind = old.tool("pg_rewind")
                .with("--target-pgdata=" + old.dataDirectory())
                .with("--source-server=%s user=%s dbname=postgres".formatted(old.connectionTo(heir), cluster.user()))
                .withEnvironment("PGPASSWORD", cluster.password())
                .run();
        assertThat(rewind.exitCode()).isNotZero();
        assertThat(rewind.output()).contains("unexpected control file size 0, expected 8192");
        old.rebuildFrom(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(cluster).hasPrimary(heir).hasSameContent();
    }

    @Test
    @Tag("DSK-12")
    @Tag("medium")
    @Scenario(
            situation = "The data directory of the running primary is removed.",
            expectation = "The standby loses what the primary has lost.",
            reality = "The standby has every row, is promoted, and the old primary is built anew from it.",
            source = "CloudNativePG pg_data_corruption; stolon DisappearedKeeperData")
    @ReplicatedPostgres
    void withoutADataDirectoryTheStandbyTakesOver(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int); INSERT INTO ledger SELECT generate_series(1, 100)");
        cluster.awaitInSync();
        cluster.inflict(StorageDamages.dataDirectoryGone(old));
        assertThatThrownBy(old::start).isInstanceOf(ReplicatedPostgresException.class);

        heir.promote();
        old.rebuildFrom(heir);
        old.start();

        cluster.awaitInSync();
        assertThat(old.query(COUNT)).containsExactly("100");
        assertThat(cluster).hasPrimary(heir).hasSameContent();
    }
}
