package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.fault.DiskDamages;
import io.replicatedpostgres.fault.DiskFaults;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.ArchiveMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each fault of a disk, as PostgreSQL sees it. */
@RequiresFault(FaultKind.POWER_CUT)
class DiskFaultsTest {

    static final String ROWS = "SELECT count(*) FROM orders";
    static final String TABLE = "CREATE TABLE orders (id int, filler text)";

    static void insert(Node node, int rows) {
        node.execute("INSERT INTO orders SELECT g, repeat('x', 100) FROM generate_series(1, %s) g".formatted(rows));
    }

    @Test
    @RequiresFault(FaultKind.DISK_READ_ONLY)
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void aDiskTurnsReadOnly(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        insert(node, 100);
        Injected sick = cluster.inject(DiskFaults.turnedReadOnly(node));

        assertThat(node.files().exists("PG_VERSION")).isTrue();
        assertThatThrownBy(() -> node.execute("CREATE TABLE more (id int)"))
                .hasMessageContaining("Read-only file system");

        sick.heal();
        insert(node, 100);
        assertThat(node.query(ROWS)).containsExactly("200");
    }

    @Test
    @RequiresFault(FaultKind.DISK_DEAD)
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void aDiskIsDead(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        insert(node, 100);
        Injected sick = cluster.inject(DiskFaults.dead(node));

        assertThatThrownBy(() -> insert(node, 1)).isInstanceOf(ReplicatedPostgresException.class);

        sick.heal();
        assertThat(node.query(ROWS)).containsExactly("100");
        insert(node, 1);
        assertThat(node.query(ROWS)).containsExactly("101");
    }

    @Test
    @RequiresFault(FaultKind.DISK_FULL)
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void aDiskIsFullAndRecycledWalIsNot(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        insert(node, 1);
        Injected sick = cluster.inject(DiskFaults.full(node));

        insert(node, 1);
        assertThatThrownBy(() -> insert(node, 10_000)).hasMessageContaining("No space left on device");
        assertThat(node.query(ROWS)).containsExactly("2");

        sick.heal();
        insert(node, 10_000);
        assertThat(node.query(ROWS)).containsExactly("10002");
    }

    @Test
    @RequiresFault(FaultKind.SLOW_DISK)
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void aDiskIsSlow(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        insert(node, 1);

        // ten syncs at two a second
        Duration ofTenSyncs = Duration.ofSeconds(4);

        try (Injected sick = cluster.inject(DiskFaults.slow(node, 2))) {
            assertThat(timeOfTenCommits(node)).isGreaterThan(ofTenSyncs);
        }

        assertThat(timeOfTenCommits(node)).isLessThan(ofTenSyncs);
    }

    static Duration timeOfTenCommits(Node node) {
        long from = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            insert(node, 1);
        }
        return Duration.ofNanos(System.nanoTime() - from);
    }

    @Test
    @RequiresFault(FaultKind.BAD_SECTORS)
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void theSectorsOfATableAreBad(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        insert(node, 1000);
        node.checkpoint();
        Injected sick = cluster.inject(DiskFaults.badSectors(node, "orders"));

        assertThatThrownBy(() -> node.query(ROWS))
                .hasMessageContaining("could not read block 0")
                .hasMessageContaining("Input/output error");
        node.execute("CREATE TABLE other (id int); INSERT INTO other VALUES (1)");
        node.checkpoint();

        sick.heal();
        assertThat(node.query(ROWS)).containsExactly("1000");
        insert(node, 1000);
        node.checkpoint();
        assertThat(node.query(ROWS)).containsExactly("2000");
    }

    @Test
    @RequiresFault(FaultKind.SYNC_FAILS)
    @ReplicatedPostgres(
            standbys = 0,
            disk = "ext4",
            archive = ArchiveMode.NONE,
            settings = {"min_wal_size = 64MB", "max_wal_size = 128MB", "wal_keep_size = 0"})
    void aSyncFails(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        insert(node, 100_000);
        // recycled, so that WAL needs no room of its own
        node.checkpoint();
        node.execute("TRUNCATE orders");
        node.checkpoint();
        Injected sick = cluster.inject(DiskFaults.syncFails(node, DataSize.megabytes(1)));
        LogMark before = node.log().mark();
        insert(node, 50_000);

        assertThatThrownBy(node::checkpoint).isInstanceOf(ReplicatedPostgresException.class);
        node.log().await("PANIC:  could not fsync file", before);

        sick.heal();
        assertThat(node.query(ROWS)).containsExactly("50000");
    }

    @Test
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void aTornPageIsMendedByItsImageInTheWal(Cluster cluster, @OnNode("node-1") Node node) {
        assertThat(rowsAfterATornPage(cluster, node)).containsExactly("100");
    }

    @Test
    @EnabledOnPostgres(to = 17) // 18 has checksums unless told otherwise
    @ReplicatedPostgres(standbys = 0, disk = "ext4", settings = "full_page_writes = off")
    void aTornPageLosesRowsWithoutAWord(Cluster cluster, @OnNode("node-1") Node node) {
        assertThat(Integer.parseInt(rowsAfterATornPage(cluster, node).get(0))).isBetween(1, 99);
    }

    private static List<String> rowsAfterATornPage(Cluster cluster, Node node) {
        node.execute("CREATE TABLE orders (id int, filler text)");
        node.execute("INSERT INTO orders SELECT g, repeat('x', 30) FROM generate_series(1, 50) g");
        node.checkpoint();
        node.execute("INSERT INTO orders SELECT g, repeat('x', 30) FROM generate_series(51, 100) g");

        cluster.inflict(DiskDamages.pageTorn(node, "orders"));

        node.start();
        return node.query("SELECT count(*) FROM orders WHERE filler = repeat('x', 30)");
    }

    @Test
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void aPageThatWasNotChangedCannotBeTorn(Cluster cluster, @OnNode("node-1") Node node) {
        node.execute(TABLE);
        insert(node, 10);
        node.checkpoint();

        assertThatThrownBy(() -> cluster.inflict(DiskDamages.pageTorn(node, "orders")))
                .hasMessageContaining("has no page to tear");
    }

    @Test
    @RequiresFault(FaultKind.DISK_DEAD)
    @ReplicatedPostgres(standbys = 0)
    void aNodeWithoutADiskOfItsOwnIsRefused(Cluster cluster, @OnNode("node-1") Node node) {
        assertThatThrownBy(() -> cluster.inject(DiskFaults.dead(node)))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("DISK_DEAD cannot strike the disk of node-1: node-1 has no disk of its own");
    }
}
