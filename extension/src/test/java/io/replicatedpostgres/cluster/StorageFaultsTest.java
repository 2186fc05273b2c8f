package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.fault.Damage;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.fault.StorageDamages;
import io.replicatedpostgres.fault.Volume;
import io.replicatedpostgres.fault.VolumeFaults;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each damage to files and each fault of volumes, as PostgreSQL sees it. */
class StorageFaultsTest {

    private final Cluster cluster =
            Cluster.start(ClusterSpec.builder().archive(ArchiveMode.PER_NODE).build());
    private final Node primary = cluster.node("node-1");
    private final Node standby = cluster.node("node-2");

    @BeforeEach
    void fill() {
        primary.execute("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 100)");
        cluster.awaitInSync();
    }

    @AfterEach
    void close() throws IOException {
        String home = primary.member().host().home();
        cluster.close();
        assertThat(Files.exists(Path.of(home))).isFalse();
        if (Files.isReadable(Path.of("/proc/self/mounts"))) {
            assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(home);
        }
    }

    private void requireVolumes() {
        assumeTrue(
                primary.member()
                        .host()
                        .whyNot(FaultKind.SMALL_VOLUME.needs().orElseThrow())
                        .isEmpty(),
                "this place does not permit mounting");
    }

    /** Inflicts it, shows that the server does not come up and why, and lets it be rebuilt. */
    private void doesNotStart(Damage damage, Node node, String line) {
        Inflicted inflicted = cluster.inflict(damage);
        LogMark mark = node.log().mark();

        assertThatThrownBy(node::start).isInstanceOf(ReplicatedPostgresException.class);
        assertThat(node.log().since(mark)).anyMatch(one -> one.contains(line));

        assertThat(inflicted.repair()).isEqualTo(Mended.REBUILT);
        converges();
    }

    private void converges() {
        cluster.awaitInSync();
        assertThat(primary.contents().differencesFrom(standby.contents())).isEmpty();
    }

    @Test
    void aFlippedBitIsFoundWhenThePageIsRead() {
        primary.checkpoint();
        cluster.awaitInSync();
        Inflicted flipped = cluster.inflict(StorageDamages.bitFlipped(standby, "t"));

        assertThatThrownBy(() -> standby.query("SELECT count(*) FROM t"))
                .hasMessageContaining("XX001")
                .hasMessageContaining("invalid page in block 0 of relation");
        assertThat(primary.query("SELECT count(*) FROM t")).containsExactly("100");

        flipped.repair();
        converges();
    }

    @Test
    void aPrimaryWithAFlippedBitGivesWayToItsStandby() {
        Inflicted flipped = cluster.inflict(StorageDamages.bitFlipped(primary, "t"));

        assertThat(flipped.repair()).isEqualTo(Mended.REBUILT);

        assertThat(standby).isPrimary();
        assertThat(primary).isStandby();
        converges();
    }

    @Test
    void withoutContentInItsControlFileNothingStarts() {
        doesNotStart(
                StorageDamages.controlFileTruncated(standby), standby, "could not read file \"global/pg_control\"");
    }

    @Test
    void withoutTheSegmentOfItsCheckpointAPrimaryDoesNotStart() {
        doesNotStart(StorageDamages.walSegmentRemoved(primary), primary, "could not locate a valid checkpoint record");
    }

    @Test
    void aTornEndOfWalLosesWhatWasAcknowledged() {
        standby.stop();
        for (int i = 101; i <= 110; i++) {
            primary.execute("INSERT INTO t VALUES (%s)".formatted(i));
        }
        Inflicted torn = cluster.inflict(StorageDamages.walTorn(primary));

        primary.start();

        assertThat(Integer.parseInt(
                        String.valueOf(primary.query("SELECT count(*) FROM t").get(0))))
                .isBetween(100, 109);
        standby.start();
        torn.repair();
        converges();
    }

    @Test
    void withoutADataDirectoryThereIsNothing() {
        Inflicted gone = cluster.inflict(StorageDamages.dataDirectoryGone(standby));

        assertThat(standby.hasFile("PG_VERSION")).isFalse();
        assertThatThrownBy(standby::start).isInstanceOf(ReplicatedPostgresException.class);

        assertThat(gone.repair()).isEqualTo(Mended.REBUILT);
        converges();
    }

    @Test
    void aFullVolumeOfWalEndsThePrimaryAndHealingBringsItBack() {
        requireVolumes();
        LogMark mark = primary.log().mark();
        Injected small = cluster.inject(VolumeFaults.small(primary, Volume.PG_WAL, DataSize.megabytes(24)));
        standby.stop();

        assertThatThrownBy(() -> primary.writeWal(DataSize.megabytes(64)))
                .isInstanceOf(ReplicatedPostgresException.class);
        // a checkpoint may have met it first, as an ERROR
        assertThat(primary.log().await("PANIC", mark)).contains("No space left on device");

        small.heal();
        standby.start();
        converges();
    }

    @Test
    void aFullVolumeOfTablesIsAnErrorAndTheServerGoesOn() {
        requireVolumes();
        Injected small = cluster.inject(VolumeFaults.small(primary, Volume.TABLES, DataSize.megabytes(40)));

        assertThatThrownBy(() ->
                        primary.execute("CREATE TABLE big AS SELECT repeat('x', 1000) FROM generate_series(1, 60000)"))
                .hasMessageContaining("53100");
        assertThat(primary.query("SELECT count(*) FROM t")).containsExactly("100");

        primary.resizeVolume(Volume.TABLES, DataSize.megabytes(200));
        primary.execute("CREATE TABLE big AS SELECT repeat('x', 1000) FROM generate_series(1, 60000)");
        assertThatThrownBy(() -> primary.resizeVolume(Volume.TABLES, DataSize.megabytes(1)))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("mount failed on " + primary);
        assertThatThrownBy(() -> primary.resizeVolume(Volume.PG_WAL, DataSize.megabytes(1)))
                .hasMessageContaining("it lies on no volume of its own. Inject VolumeFaults.small first.");

        small.heal();
        converges();
    }

    @Test
    void aFullArchiveIsAFailedCommand() {
        requireVolumes();
        Injected small = cluster.inject(VolumeFaults.small(primary, Volume.ARCHIVE, DataSize.megabytes(4)));

        primary.writeWal(DataSize.megabytes(8));
        await().until(() -> !primary.query("SELECT 1 FROM pg_stat_archiver WHERE failed_count > 0")
                .isEmpty());

        small.heal();
        await().until(() -> primary.query(
                        "SELECT count(*) FROM pg_ls_dir('pg_wal/archive_status') AS name WHERE name LIKE '%.ready'")
                .equals(List.of("0")));
        converges();
    }

    @Test
    void aReadOnlyDirectoryOfTablesIsAnError() {
        requireVolumes();

        cluster.during(
                VolumeFaults.readOnly(primary, Volume.TABLES),
                () -> assertThatThrownBy(() -> primary.execute("CREATE TABLE other (id int)"))
                        .hasMessageContaining("Read-only file system"));

        primary.execute("CREATE TABLE other (id int)");
        converges();
    }

    @Test
    void readOnlyWalMakesTheServerRecoverAgainAndAgainUntilItHeals() {
        requireVolumes();
        LogMark mark = primary.log().mark();
        Injected readOnly = cluster.inject(VolumeFaults.readOnly(primary, Volume.PG_WAL));

        assertThatThrownBy(() -> primary.writeWal(DataSize.megabytes(4)))
                .isInstanceOf(ReplicatedPostgresException.class);
        assertThat(primary.log().await("Read-only file system", mark)).isNotEmpty();
        await().until(() -> primary.log().since(mark).stream()
                        .filter(line -> line.contains("automatic recovery in progress"))
                        .count()
                > 2);

        readOnly.heal();
        converges();
    }

    @Test
    void aVolumeThatIsTooSmallLeavesTheServerAsItWas() {
        requireVolumes();

        assertThatThrownBy(() -> cluster.inject(VolumeFaults.small(primary, Volume.TABLES, DataSize.megabytes(1))))
                .hasMessageContaining("cp failed on node-1")
                .hasMessageContaining("No space left on device");

        assertThat(primary.query("SELECT count(*) FROM t")).containsExactly("100");
        converges();
    }

    @Test
    void aClusterWithASmallVolumeIsClosedLikeAnyOther() {
        requireVolumes();

        cluster.inject(VolumeFaults.small(standby, Volume.PG_WAL, DataSize.megabytes(64)));

        converges();
    }
}
