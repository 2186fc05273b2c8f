package io.replicatedpostgres.scenarios.power;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.DiskFaults;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.spec.ArchiveMode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A sync that fails once and then says that all is well, which is what Linux does. */
@Tag("quick")
@Tag("power")
@RequiresFault(FaultKind.SYNC_FAILS)
public class SyncErrorScenarios {

    private static final int REQUESTS_A_SECOND = 300;
    private static final String ROWS = "SELECT count(*) FROM ledger";
    private static final int MANY = 100_000;
    private static final String ALL = String.valueOf(MANY);
    private static final DataSize ROOM = DataSize.megabytes(4);

    @Test
    @Tag("PWR-16")
    @Tag("critical")
    @Scenario(
            situation =
                    "The kernel could not write a table back, and the checkpoint's fsync says so, once. The machine is switched"
                            + " off, the disk gets room, and all is started.",
            expectation = "PostgreSQL tries again until it works.",
            reality =
                    "PANIC: could not fsync file. It trusts no second fsync; what the kernel lost is in the WAL from the last"
                            + " checkpoint on, and recovery writes it to a file system that was mounted anew. The standby, whose"
                            + " disk is well, had every row all the time.",
            source = "PostgreSQL documentation, data_sync_retry; PostgreSQL wiki, Fsync Errors")
    @ReplicatedPostgres(
            disk = "ext4",
            archive = ArchiveMode.NONE,
            settings = {"min_wal_size = 64MB", "max_wal_size = 128MB"})
    void aFailedSyncIsAPanic(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        Injected lying = filled(cluster, primary);
        panic(primary);
        assertThat(standby.query(ROWS)).as("on the standby").containsExactly(ALL);

        primary.kill();
        lying.heal(); // a server that is down gets its file system mounted anew

        assertThat(primary.query(ROWS)).as("on a disk with room").containsExactly(ALL);
        primary.checkpoint();
        primary.cutPower();
        primary.start();
        assertThat(primary.query(ROWS)).as("after a power cut").containsExactly(ALL);
    }

    @Test
    @Tag("PWR-17")
    @Tag("critical")
    @RequiresFault(FaultKind.SLOW_DISK)
    @Scenario(
            situation =
                    "The same, but the machine is not switched off: the server recovers from its panic by itself, as"
                            + " restart_after_crash = on has it, and the disk gets room. Later the power is cut.",
            expectation = "It has recovered from its WAL, and a checkpoint has succeeded since: all is on the disk.",
            reality =
                    "The rows are gone. Recovery wrote each page again and synced it without an error, but ext4 keeps the"
                            + " blocks whose first write failed marked as unwritten for as long as it is mounted: they read as"
                            + " zeros after the next mount. After a panic of fsync a server has to be unmounted, or its standby"
                            + " promoted.",
            source = "measured on Linux 6.18, ext4, without PostgreSQL too (docs/findings)")
    @ReplicatedPostgres(
            disk = "ext4",
            archive = ArchiveMode.NONE,
            settings = {"min_wal_size = 64MB", "max_wal_size = 128MB"})
    void aServerThatRecoversFromItsPanicHasLost(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        Injected lying = filled(cluster, primary);
        // or its recovery would come to its end, and fail there too, before the disk has room
        Injected slow = cluster.inject(DiskFaults.slow(primary, REQUESTS_A_SECOND));
        LogMark before = primary.log().mark();
        CompletableFuture<Void> checkpoint = CompletableFuture.runAsync(primary::checkpoint);
        primary.log().await("PANIC:  could not fsync file", before);

        lying.heal();
        slow.heal();
        assertThatThrownBy(checkpoint::join).isInstanceOf(CompletionException.class);
        primary.checkpoint();

        assertThat(primary.query(ROWS)).as("out of the cache").containsExactly(ALL);
        primary.cutPower();
        primary.start();
        assertThat(rows(primary)).as("after a checkpoint and a power cut").isLessThan(MANY);
        assertThat(standby.query(ROWS)).as("on the standby").containsExactly(ALL);
    }

    @Test
    @Tag("PWR-22")
    @Tag("critical")
    @Scenario(
            situation =
                    "A sync of a table fails with data_sync_retry = on, so that the server stays up. Later the power is cut.",
            expectation = "A checkpoint failed, a later one succeeded: what it wrote is on the disk.",
            reality =
                    "A later fsync succeeds though the pages were never written. Queries show every row, out of the cache."
                            + " After the restart, which begins at the checkpoint that lied, rows are gone. The standby has them.",
            source = "PostgreSQL documentation, data_sync_retry; PostgreSQL wiki, Fsync Errors")
    @ReplicatedPostgres(
            disk = "ext4",
            archive = ArchiveMode.NONE,
            settings = {"min_wal_size = 64MB", "max_wal_size = 128MB", "data_sync_retry = on"})
    void aRetriedSyncLies(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        Injected lying = filled(cluster, primary);
        assertThatThrownBy(primary::checkpoint).hasMessageContaining("checkpoint request failed");

        lying.heal();
        await().ignoreExceptionsInstanceOf(SqlException.class).until(() -> {
            primary.checkpoint();
            return true;
        });

        assertThat(primary.query(ROWS)).as("out of the cache").containsExactly(ALL);
        primary.cutPower();
        primary.start();
        assertThat(rows(primary)).as("after a checkpoint and a power cut").isLessThan(MANY);
        assertThat(standby.query(ROWS)).as("on the standby").containsExactly(ALL);
    }

    private static Injected filled(Cluster cluster, Node primary) {
        recycleWal(cluster, primary);
        Injected lying = cluster.inject(DiskFaults.syncFails(primary, ROOM));
        fill(primary);
        cluster.awaitInSync();
        return lying;
    }

    private static void panic(Node primary) {
        LogMark before = primary.log().mark();

        assertThatThrownBy(primary::checkpoint).isInstanceOf(RuntimeException.class);

        primary.log().await("PANIC:  could not fsync file", before);
    }

    private static int rows(Node node) {
        return Integer.parseInt(node.query(ROWS).get(0));
    }

    /** Afterwards WAL needs no new blocks: there are segments in advance. */
    private static void recycleWal(Cluster cluster, Node primary) {
        primary.configure(cluster.version().isAtLeast(13) ? "wal_keep_size = 0" : "wal_keep_segments = 0");
        primary.execute("CREATE TABLE ledger (id int, filler text)");
        primary.execute("CREATE TABLE other (filler text)");
        primary.execute("INSERT INTO other SELECT repeat('x', 100) FROM generate_series(1, 150000)");
        cluster.awaitInSync();
        primary.checkpoint();
        primary.execute("DROP TABLE other");
        cluster.awaitInSync();
        primary.checkpoint();
    }

    private static void fill(Node primary) {
        primary.execute("INSERT INTO ledger SELECT g, repeat('x', 100) FROM generate_series(1, %s) g".formatted(MANY));
    }
}
