package io.replicatedpostgres.guide;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.FaultKind.POWER_CUT;
import static io.replicatedpostgres.fault.Faults.isolated;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.LogicalSlot;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.PointInTime;
import io.replicatedpostgres.cluster.RecoveryTarget;
import io.replicatedpostgres.cluster.Rejoined;
import io.replicatedpostgres.cluster.RewindLoss;
import io.replicatedpostgres.cluster.RewindPreflight;
import io.replicatedpostgres.cluster.RunningTool;
import io.replicatedpostgres.cluster.StandbyRemoved;
import io.replicatedpostgres.cluster.Switchover;
import io.replicatedpostgres.cluster.TakenBackup;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.StandbySpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationsGuideTest {

    // region promote
    @Test
    @ReplicatedPostgres(standbys = 2)
    void promotions(Cluster cluster) {
        Switchover done = cluster.switchover(cluster.node("node-2")); // in order: nothing is lost, nothing rewound
        assertThat(cluster).hasPrimary(done.to());

        cluster.primary().kill();
        Node heir = cluster.failover(); // the standby that has most, promoted; the others follow it
        assertThat(cluster).hasPrimary(heir);
    }
    // endregion

    // region rewind
    @Test
    @ReplicatedPostgres
    void rewind(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        cluster.during(isolated(old), () -> heir.promote());
        old.execute("CREATE TABLE only_here ()");
        heir.execute("CREATE TABLE only_there ()");
        old.stop();

        RewindPreflight said = old.preflightRewindTo(heir); // would it work, and why not; nothing is touched
        RewindLoss lost = old.lossOfRewindTo(heir); // WAL, transactions, rows by table
        Rejoined done = old.rewinding(heir).rejoin(); // rewound, started, and proved equal
        // by hand: old.rewindTo(heir); old.start(); cluster.awaitInSync();

        assertThat(List.of(said, lost, done)).doesNotContainNull();
        assertThat(old).isStandby().isStreamingFrom(heir);
    }
    // endregion

    // region grow
    @Test
    @ReplicatedPostgres
    void growing(Cluster cluster) {
        Node third = cluster.addStandby().node(); // of the primary, with every default
        cluster.addStandby(StandbySpec.standby().named("far").from("node-2").with("work_mem = 5MB"));
        StandbyRemoved gone = cluster.removeStandby(third); // droppedSlots(), unreachable()
        assertThat(gone.droppedSlots()).isNotEmpty();
        assertThat(cluster.nodes()).extracting(Node::name).containsExactly("node-1", "node-2", "far");
    }
    // endregion

    // region logical
    @Test
    @ReplicatedPostgres(settings = "wal_level = logical")
    void logicalSlots(Cluster cluster) {
        Node primary = cluster.primary();
        LogicalSlot slot = primary.logicalSlots().create("changes"); // settings = "wal_level = logical"
        primary.execute("CREATE TABLE t AS SELECT 1 AS id");
        List<String> changes = primary.logicalSlots().read("changes"); // peek, advance, list; dropSlot drops it
        assertThat(slot.plugin()).isEqualTo("test_decoding");
        assertThat(changes).anyMatch(change -> change.contains("table public.t: INSERT"));
    }
    // endregion

    // region failover-slots
    @Test
    @EnabledOnPostgres(from = 17)
    @ReplicatedPostgres(settings = {"wal_level = logical", "hot_standby_feedback = on"})
    void failoverSlots(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        primary.logicalSlots().createFailover("outlives"); // 17 and later
        var had = standby.logicalSlots().synchronize(); // synced(), missing()
        assertThat(had).isNotNull();
    }
    // endregion

    // region recovery
    @Test
    @ReplicatedPostgres(archive = ArchiveMode.SHARED)
    void recovery(Cluster cluster) {
        Node primary = cluster.primary();
        Node spare = cluster.standby();
        spare.stop();
        TakenBackup monday = spare.takeBackupOf(primary, "monday"); // kept beside spare; archive = SHARED or PER_NODE
        Lsn before = primary.createRestorePoint("before-the-mistake");
        primary.execute("CREATE TABLE mistake ()");
        PointInTime done =
                spare.recoverTo(RecoveryTarget.name("before-the-mistake").thenPause(), monday);
        assertThat(done.stoppedAt()).contains("before-the-mistake");
        assertThat(before.isAfter(monday.beganAt())).isTrue();
    }
    // endregion

    // region power
    @Test
    @RequiresFault(POWER_CUT)
    @ReplicatedPostgres(disk = "ext4")
    void whatWasAcknowledgedIsThereAfterAPowerCut(Cluster cluster) {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)");
        primary.execute("SET synchronous_commit = off; INSERT INTO orders VALUES (2)");

        primary.cutPower(); // cluster.cutPower(a, b): two machines at one instant
        primary.start();

        assertThat(primary.query("SELECT id FROM orders")).contains("1"); // 2 may be gone
    }
    // endregion

    // region tools
    @Test
    @ReplicatedPostgres(standbys = 0)
    void programs(Cluster cluster) {
        Node primary = cluster.primary();
        Tool.Result done = primary.tool("pgbench") // exitCode(), output(), omitted()
                .with("-i", "-q")
                .within(Duration.ofMinutes(1))
                .keepingLast(DataSize.kilobytes(10))
                .run();
        assertThat(done.exitCode()).as(done.output()).isZero();
    }
    // endregion

    // region hand
    @Test
    @ReplicatedPostgres
    void aHandOnTheNode(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        primary.files().makeDirectory("received"); // read, write, patch, truncate, touch, move, delete, list

        try (RunningTool receiver = primary.tool("pg_receivewal")
                .with("-D", primary.files().path("received"), "--verbose")
                .start()) {
            receiver.awaitOutput("starting log streaming");
            primary.switchWal();
            receiver.awaitOutput("finished segment");
            receiver.interrupt(); // or kill(), terminate(); await() waits for its end
        }
        standby.stop();
        standby.files().delete("standby.signal"); // and see what comes of it
        standby.files().touch("standby.signal");
        standby.start();

        assertThat(standby).isStandby();
        assertThat(primary.files().list("received")).isNotEmpty();
    }
    // endregion
}
