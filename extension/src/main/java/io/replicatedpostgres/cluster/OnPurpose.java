package io.replicatedpostgres.cluster;

import io.replicatedpostgres.fault.Damage;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.fault.FaultKind.Group;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.observe.Observer;
import io.replicatedpostgres.observe.Strike;
import java.util.List;
import java.util.function.Supplier;

/** Tells the observer what the test does to nodes on purpose. */
final class OnPurpose {

    private OnPurpose() {}

    /** A fault is about to strike; the result is to be run when it is healed. One that names no node strikes all of them. */
    static Runnable of(Fault fault, List<NodeRef> all, Observer observer) {
        List<NodeRef> struck = fault.targets().isEmpty() ? all : fault.targets();
        return observer.strike(strike(fault.kind()), struck, false);
    }

    /** A damage is about to strike; the result is to be run when it is repaired. Killed processes are back after a start. */
    static Runnable of(Damage damage, Observer observer) {
        return observer.strike(
                strike(damage.kind()),
                List.of(damage.target().ref()),
                damage.kind().group() == Group.PROCESS || damage.kind().group() == Group.MANAGER);
    }

    /** What was not done needs no healing. */
    static <T> T unlessThrows(Runnable mended, Supplier<T> act) {
        try {
            return act.get();
        } catch (RuntimeException e) {
            mended.run();
            throw e;
        }
    }

    private static Strike strike(FaultKind kind) {
        return switch (kind) {
            case LATENCY, BANDWIDTH, SLICED -> Strike.SLOW;
            case LIMITS_LOWERED -> Strike.SERVER;
            default -> kind.group() == Group.PROCESS || kind.group() == Group.STORAGE ? Strike.SERVER : Strike.OTHER;
        };
    }
}
