package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.Damaged;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.FaultEnded;
import io.replicatedpostgres.journal.Repaired;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** When the test did something to the servers that can make a failover manager act, and when its faults were in force. */
final class Interventions {

    /** What leaves every server as it was. Whatever begins with {@code await} does too. */
    private static final Set<String> HARMLESS = Set.of(
            "start cluster",
            "checkpoint",
            "advance slot",
            "create slot",
            "create logical slot",
            "create restore point",
            "create rewind role",
            "dry-run rewind",
            "pause manager",
            "switch WAL",
            "write WAL",
            "base backup",
            "take backup",
            "read contents");

    /** From when to when. */
    private record Span(long fromNanos, long toNanos) {}

    private final List<Span> ended = new ArrayList<>();
    private final Map<Long, Long> acts = new HashMap<>();
    private final Map<Long, Long> faults = new HashMap<>();
    private final Map<Long, Long> damages = new HashMap<>();

    void take(long atNanos, Event event) {
        if (event instanceof ActBegan act && !isHarmless(act.verb())) {
            acts.put(act.id(), atNanos);
        } else if (event instanceof ActEnded act) {
            end(acts, act.id(), atNanos);
        } else if (event instanceof FaultBegan fault) {
            faults.put(fault.id(), atNanos);
        } else if (event instanceof FaultEnded fault) {
            // what could not be injected, or not be healed, was done until then as far as anything was
            end(faults, fault.id(), atNanos);
        } else if (event instanceof Damaged damage) {
            damages.put(damage.id(), atNanos);
        } else if (event instanceof Repaired repair) {
            end(damages, repair.id(), atNanos);
        }
    }

    private static boolean isHarmless(String verb) {
        return verb.startsWith("await") || HARMLESS.contains(verb);
    }

    private void end(Map<Long, Long> open, long id, long atNanos) {
        Long from = open.remove(id);
        if (from != null) {
            ended.add(new Span(from, atNanos));
        }
    }

    /** Whether something was done, or a fault was in force, at some time between these two. */
    boolean anyBetween(long fromNanos, long toNanos) {
        return ended.stream().anyMatch(span -> span.fromNanos() <= toNanos && span.toNanos() >= fromNanos)
                || acts.values().stream().anyMatch(from -> from <= toNanos)
                || faults.values().stream().anyMatch(from -> from <= toNanos)
                || damages.values().stream().anyMatch(from -> from <= toNanos);
    }
}
