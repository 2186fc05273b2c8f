package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.cluster.DiskFaultsTest.ROWS;
import static io.replicatedpostgres.cluster.DiskFaultsTest.TABLE;
import static io.replicatedpostgres.cluster.DiskFaultsTest.insert;
import static io.replicatedpostgres.cluster.DiskFaultsTest.timeOfTenCommits;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.fault.DiskDamages;
import io.replicatedpostgres.fault.DiskFaults;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.fault.Volume;
import io.replicatedpostgres.fault.VolumeFaults;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** WAL and archive on disks of their own: they survive a cut with the rest, and fail apart. */
@RequiresFault(FaultKind.DISK_DEAD)
class SeparateDisksTest {

    private static final String THREE = "ext4, pg_wal on ext4 256MB, archive on ext4 256MB";
    private static final String TWO = "ext4, pg_wal on ext4 64MB";

    /** The number of the device on which a directory lies. */
    private static String device(Node node, String directory) {
        Tool.Result result = node.tool("/bin/sh")
                .with("-c", "stat -L -c %d \"$0\"", node.dataDirectory() + "/" + directory)
                .run();
        assertThat(result.exitCode()).as(result.output()).isZero();
        return result.output().strip();
    }

    private static void assertApart(Node node) {
        assertThat(device(node, "pg_wal")).isNotEqualTo(device(node, "base"));
    }

    @Test
    @ReplicatedPostgres(disk = THREE)
    void allOfThemLoseTheirPowerAtOneInstant(Cluster cluster) {
        Node primary = cluster.primary();
        assertApart(primary);
        assertThat(device(primary, "../archive"))
                .isNotEqualTo(device(primary, "base"))
                .isNotEqualTo(device(primary, "pg_wal"));
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(300);
            primary.switchWal();
            work.awaitAcknowledged(300);
            cluster.cutPower(cluster.nodes().toArray(Node[]::new));
        }
        cluster.nodes().forEach(Node::start);

        assertThat(cluster).upholds(noAcknowledgedWriteLost());
        cluster.awaitInSync();
        cluster.nodes().forEach(SeparateDisksTest::assertApart);
    }

    @Test
    @RequiresTool("pg_rewind")
    @ReplicatedPostgres(disk = TWO)
    void aRewoundAndARebuiltNodeHaveTheirWalThere(
            Cluster cluster, @OnNode("node-1") Node first, @OnNode("node-2") Node second) {
        first.execute(TABLE);
        cluster.awaitInSync();
        second.promote();
        insert(first, 10);
        insert(second, 20);
        first.stop(StopMode.FAST);
        first.rewindTo(second);
        first.start();
        cluster.awaitInSync();
        assertApart(first);

        first.stop(StopMode.FAST);
        first.rebuildFrom(second);
        first.start();
        cluster.awaitInSync();
        assertApart(first);
        first.cutPower();
        first.start();

        cluster.awaitInSync();
        assertThat(first.query(ROWS)).containsExactly("20");
        assertThat(cluster).hasSameContent();
    }

    @Test
    @RequiresFault(FaultKind.SLOW_DISK)
    @ReplicatedPostgres(standbys = 0, disk = TWO)
    void aCommitWaitsForTheDiskOfTheWalAlone(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        insert(node, 1);
        // ten syncs at two a second
        Duration ofTenSyncs = Duration.ofSeconds(4);

        try (Injected slow = cluster.inject(DiskFaults.slow(node, Volume.TABLES, 2))) {
            assertThat(timeOfTenCommits(node)).as("a slow disk of tables").isLessThan(ofTenSyncs);
        }
        try (Injected slow = cluster.inject(DiskFaults.slow(node, Volume.PG_WAL, 2))) {
            assertThat(timeOfTenCommits(node)).as("a slow disk of WAL").isGreaterThan(ofTenSyncs);
        }
        assertThat(timeOfTenCommits(node)).as("healed").isLessThan(ofTenSyncs);
    }

    @Test
    @ReplicatedPostgres(standbys = 0, disk = TWO)
    void aFullDiskOfWalEndsTheServer(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        insert(node, 1);
        LogMark before = node.log().mark();
        Injected full = cluster.inject(DiskFaults.full(node, Volume.PG_WAL));

        assertThatThrownBy(() -> insert(node, 200_000)).isInstanceOf(RuntimeException.class);
        node.log().await("No space left on device", before);

        full.heal();
        assertThat(node.query(ROWS)).containsExactly("1");
        insert(node, 10_000);
    }

    @Test
    @ReplicatedPostgres(standbys = 0, disk = TWO)
    void aDeadDiskOfWalLosesNothingThatWasAcknowledged(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        insert(node, 100);
        Injected dead = cluster.inject(DiskFaults.dead(node, Volume.PG_WAL));

        assertThatThrownBy(() -> insert(node, 1)).isInstanceOf(RuntimeException.class);

        dead.heal();
        assertThat(node.query(ROWS)).containsExactly("100");
    }

    @Test
    @ReplicatedPostgres(standbys = 0, disk = THREE)
    void aReadOnlyDiskOfTheArchiveKeepsTheWal(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        Injected sick = cluster.inject(DiskFaults.turnedReadOnly(node, Volume.ARCHIVE));
        insert(node, 100);
        String segment =
                node.query("SELECT pg_walfile_name(pg_current_wal_lsn())").get(0);
        node.switchWal();

        await().until(() -> "t"
                .equals(node.query("SELECT failed_count > 0 FROM pg_stat_archiver")
                        .get(0)));
        assertThat(node.archive().size(segment).bytes()).as("archived").isZero();
        insert(node, 100);

        sick.heal();
        await().until(() -> node.archive().size(segment).bytes() > 0);
        assertThat(node.query(ROWS)).containsExactly("200");
    }

    @Test
    @ReplicatedPostgres(standbys = 0, disk = TWO, settings = "full_page_writes = on")
    void aTornPageIsMadeOfACopyThatHasWalOfItsOwn(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        insert(node, 10);
        node.checkpoint();
        node.execute("UPDATE orders SET id = id + 100");

        cluster.inflict(DiskDamages.pageTorn(node, "orders"));
        node.start();

        assertThat(node.query("SELECT count(*) FROM orders WHERE id > 100")).containsExactly("10");
    }

    @Test
    @ReplicatedPostgres(standbys = 0, disk = TWO)
    void aStoreWithoutRoomUnderOneOfTwo(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        Injected lying = cluster.inject(DiskFaults.syncFails(node, DataSize.megabytes(1)));
        insert(node, 30_000);
        assertThatThrownBy(node::checkpoint).isInstanceOf(RuntimeException.class);

        lying.heal();

        assertThat(node.query(ROWS)).containsExactly("30000");
        assertApart(node);
    }

    /** A volume that stands in for {@code pg_wal} is not moved away at a start. */
    @Test
    @RequiresFault(FaultKind.SMALL_VOLUME)
    @ReplicatedPostgres(standbys = 0, disk = TWO)
    void aSmallVolumeStandsInItsPlaceUntilItHeals(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        String disk = device(node, "pg_wal");
        Injected small = cluster.inject(VolumeFaults.small(node, Volume.PG_WAL, DataSize.megabytes(60)));
        insert(node, 100);
        assertThat(device(node, "pg_wal")).isNotEqualTo(disk);

        small.heal();

        assertThat(node.query(ROWS)).containsExactly("100");
        assertThat(device(node, "pg_wal")).isEqualTo(disk);
    }

    @Test
    @RequiresFault(FaultKind.SMALL_VOLUME)
    @ReplicatedPostgres(standbys = 0, disk = THREE)
    void anArchiveThatWasOnASmallVolumeIsOnItsDiskAgain(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        String disk = device(node, "../archive");
        Injected small = cluster.inject(VolumeFaults.small(node, Volume.ARCHIVE, DataSize.megabytes(60)));
        assertThat(device(node, "../archive")).isNotEqualTo(disk);

        small.heal();

        assertThat(device(node, "../archive")).isEqualTo(disk);
        String segment =
                node.query("SELECT pg_walfile_name(pg_current_wal_lsn())").get(0);
        insert(node, 10);
        node.switchWal();
        await().until(() -> node.archive().size(segment).bytes() > 0);
    }

    @Test
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void aPartThatLiesWithTheRestCannotFailAlone(Cluster cluster, @OnNode("node-1") Node node) {
        assertThatThrownBy(() -> cluster.inject(DiskFaults.slow(node, Volume.PG_WAL, 10)))
                .hasMessageContaining("pg_wal of node-1 lies on no disk of its own")
                .hasMessageContaining("disk = \"ext4, pg_wal on ext4\"");
        assertThatThrownBy(() -> cluster.inject(DiskFaults.dead(node, Volume.ARCHIVE)))
                .hasMessageContaining("archive of node-1 lies on no disk of its own");
        assertThat(node.isRunning()).isTrue();
    }
}
