package io.replicatedpostgres.check;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects from roles when each node was a primary. */
final class PrimaryPeriods {

    private final List<PrimaryPeriod> ended = new ArrayList<>();
    private final Map<NodeRef, Long> since = new LinkedHashMap<>();
    private final Map<NodeRef, Long> doubted = new LinkedHashMap<>();

    /** It was recorded that a node changed its role, for whatever reason. */
    void changed(long atNanos, NodeRef node, Role role) {
        doubted.remove(node);
        if (role == Role.PRIMARY) {
            since.putIfAbsent(node, atNanos);
        } else {
            end(atNanos, node);
        }
    }

    /**
     * A look at a node says what it does. One that was taken before a promotion may be recorded after it, and no primary
     * becomes a standby without a stop: only the second look that says so is believed.
     */
    void sampled(long atNanos, NodeRef node, Role role) {
        if (role == Role.STANDBY && since.containsKey(node)) {
            Long before = doubted.putIfAbsent(node, atNanos);
            if (before != null) {
                doubted.remove(node);
                end(before, node);
            }
        } else {
            changed(atNanos, node, role);
        }
    }

    private void end(long atNanos, NodeRef node) {
        Long from = since.remove(node);
        if (from != null) {
            ended.add(new PrimaryPeriod(node, from, atNanos));
        }
    }

    List<PrimaryPeriod> until(long endNanos) {
        var all = new ArrayList<>(ended);
        since.forEach((node, from) -> all.add(new PrimaryPeriod(node, from, endNanos)));
        all.sort(Comparator.comparingLong(PrimaryPeriod::fromNanos));
        return List.copyOf(all);
    }
}
