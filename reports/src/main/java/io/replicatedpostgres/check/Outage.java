package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A time in which nothing was acknowledged, as the clients of a workload saw it, or in which there was no primary, as the
 * servers did.
 *
 * @param fromNanos the last acknowledgement before it, or the end of the last primary
 * @param toNanos the first acknowledgement after it, or the next primary
 * @param ended whether it came to its end; else it had not when the record ends
 * @param sqlStates how many operations failed in it by SQLSTATE; {@code none} for those without one
 */
public record Outage(long fromNanos, long toNanos, boolean ended, Map<String, Integer> sqlStates) {

    /** Copies the map. */
    public Outage {
        sqlStates = java.util.Collections.unmodifiableMap(new TreeMap<>(sqlStates));
    }

    /** How long it was, at least. */
    public Duration length() {
        return Duration.ofNanos(toNanos - fromNanos);
    }

    /** The gaps between the acknowledgements of writes, in their order, and that to the end of the workload. */
    public static List<Outage> ofClients(Work work) {
        var gaps = new ArrayList<Outage>();
        var states = new TreeMap<String, Integer>();
        Operation before = null;
        Operation last = null;
        for (Operation operation : work.operations()
                .filter(each -> each.kind() != Operation.Kind.READ)
                .sorted(Comparator.comparingLong(Operation::endedNanos))
                .toList()) {
            last = operation;
            if (operation.result() == Operation.Result.ACKNOWLEDGED) {
                if (before != null) {
                    gaps.add(new Outage(before.endedNanos(), operation.endedNanos(), true, states));
                }
                before = operation;
                states.clear();
            } else {
                states.merge(operation.sqlState() == null ? "none" : operation.sqlState(), 1, Integer::sum);
            }
        }
        if (before != null && last != null && !states.isEmpty()) {
            gaps.add(new Outage(before.endedNanos(), last.endedNanos(), false, states));
        }
        return gaps;
    }

    /** The times between primaries, as far as they were seen. */
    public static List<Outage> ofServers(History history) {
        var gaps = new ArrayList<Outage>();
        List<Reign> reigns = history.reigns();
        long until = reigns.isEmpty() ? 0 : reigns.get(0).toNanos();
        for (Reign reign : reigns) {
            if (reign.fromNanos() > until) {
                gaps.add(new Outage(until, reign.fromNanos(), true, Map.of()));
            }
            until = Math.max(until, reign.toNanos());
        }
        return gaps;
    }

    @Override
    public String toString() {
        return "%s from %s to %s%s%s"
                .formatted(
                        Told.seconds(toNanos - fromNanos),
                        Told.seconds(fromNanos),
                        Told.seconds(toNanos),
                        ended ? "" : ", not over",
                        sqlStates.isEmpty() ? "" : ", SQLSTATE " + sqlStates);
    }
}
