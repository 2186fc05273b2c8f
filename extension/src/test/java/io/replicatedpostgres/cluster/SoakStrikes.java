package io.replicatedpostgres.cluster;

import io.replicatedpostgres.fault.ArchiveFaults;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Damage;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.ProcessFaults;
import io.replicatedpostgres.fault.ReplicationFaults;
import io.replicatedpostgres.fault.SessionFaults;
import io.replicatedpostgres.fault.SlotFaults;
import io.replicatedpostgres.fault.StorageDamages;
import io.replicatedpostgres.fault.Volume;
import io.replicatedpostgres.fault.VolumeFaults;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.ProcessKind;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** What can strike a cluster of three, drawn from a seed. */
final class SoakStrikes {

    /** Of these only one at a time: each stops, starts or freezes a whole server as it thinks fit. */
    private static final int OWNERS = 4;

    private static final Duration SHORT = Duration.ofMillis(50);

    private final Cluster cluster;
    private final Random random;
    private boolean owned;

    SoakStrikes(Cluster cluster, Random random) {
        this.cluster = cluster;
        this.random = random;
    }

    private Node primary() {
        return cluster.node("node-1");
    }

    private Node standby() {
        return cluster.node(random.nextBoolean() ? "node-2" : "node-3");
    }

    private Node any() {
        return random.nextInt(3) == 0 ? primary() : standby();
    }

    private Cut cut() {
        List<Cut> cuts = List.of(Cut.values());
        return cuts.get(random.nextInt(cuts.size()));
    }

    /** A {@link Fault} or a {@link Damage}. */
    Object next() {
        return random.nextInt(3) == 0 ? damage() : fault();
    }

    private Fault fault() {
        if (!owned && random.nextInt(8) == 0) {
            owned = true;
            return owner();
        }
        List<Function<SoakStrikes, Fault>> all = List.of(
                it -> Faults.isolated(it.any(), it.cut()),
                it -> Faults.between(cluster.node("node-2"), it.primary(), it.cut()),
                it -> Faults.oneWay(it.primary(), it.standby(), Cut.LOSE),
                it -> Faults.oneWay(it.standby(), it.primary(), Cut.FREEZE),
                it -> Faults.latency(it.primary(), it.standby(), SHORT),
                it -> Faults.bandwidth(it.primary(), it.standby(), 64),
                it -> Faults.flapping(Faults.isolated(it.any(), it.cut()), SHORT, SHORT),
                it -> ProcessFaults.frozen(it.primary(), ProcessKind.WALSENDER),
                it -> ProcessFaults.frozen(it.primary(), ProcessKind.WALWRITER),
                it -> ProcessFaults.frozen(it.primary(), ProcessKind.ARCHIVER),
                it -> ProcessFaults.frozen(it.any(), ProcessKind.CHECKPOINTER),
                it -> ProcessFaults.frozen(it.standby(), ProcessKind.WALRECEIVER),
                it -> ProcessFaults.frozen(it.standby(), ProcessKind.STARTUP),
                it -> ReplicationFaults.replayPaused(it.standby()),
                it -> ReplicationFaults.replayDelayed(it.standby(), Duration.ofMinutes(10)),
                it -> ReplicationFaults.loginRefused(it.primary()),
                it -> ReplicationFaults.replicationRevoked(it.primary()),
                it -> ReplicationFaults.wrongPassword(it.standby()),
                it -> ReplicationFaults.hbaLineMissing(it.primary()),
                it -> SessionFaults.longQuery(it.standby()),
                it -> SessionFaults.idleTransaction(it.primary()),
                it -> SessionFaults.preparedTransaction(it.primary()),
                it -> SessionFaults.bulkLoad(it.primary()),
                it -> SlotFaults.slotsExhausted(it.any()),
                it -> SlotFaults.walsendersExhausted(it.primary()),
                it -> ArchiveFaults.failing(it.primary()),
                it -> ArchiveFaults.hanging(it.primary()),
                it -> ArchiveFaults.losing(it.primary()),
                it -> ArchiveFaults.overwriting(it.primary()),
                it -> ArchiveFaults.bareGuard(it.primary()),
                it -> ArchiveFaults.halfCopied(it.primary()),
                it -> ArchiveFaults.restoreUnreachable(it.standby()));
        return all.get(random.nextInt(all.size())).apply(this);
    }

    private Fault owner() {
        return switch (random.nextInt(OWNERS)) {
            case 0 -> ProcessFaults.frozen(any());
            case 1 -> ProcessFaults.crashLoop(standby(), SHORT);
            case 2 -> ReplicationFaults.limitsLowered(standby());
            default -> VolumeFaults.small(any(), Volume.PG_WAL, DataSize.megabytes(200));
        };
    }

    private Damage damage() {
        List<Function<SoakStrikes, Damage>> all = List.of(
                it -> ProcessFaults.killed(it.any()),
                it -> ProcessFaults.postmasterKilled(it.any()),
                it -> ProcessFaults.immediateStop(it.any()),
                it -> SlotFaults.dropped(it.primary(), it.standby().ref().slotName()),
                it -> SlotFaults.advanced(it.primary(), it.standby().ref().slotName()),
                it -> StorageDamages.bitFlipped(it.any(), "t"),
                it -> StorageDamages.controlFileTruncated(it.any()),
                it -> StorageDamages.walSegmentRemoved(it.any()),
                it -> StorageDamages.walTorn(it.primary()),
                it -> StorageDamages.dataDirectoryGone(it.any()));
        return all.get(random.nextInt(all.size())).apply(this);
    }
}
