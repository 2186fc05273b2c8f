package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A time in which nothing was acknowledged, as the clients of a workload saw it, or in which there was no primary, as the
 * servers did.
 *
 * @param fromNanos the last acknowledgement before it, or the first request of all; or the end of the last primary
 * @param toNanos the first acknowledgement after it, or the next primary
 * @param ended whether it came to its end; else it had not when the record ends
 * @param sqlStates how many operations failed in it by SQLSTATE; {@code none} for those without one
 */
public record Outage(long fromNanos, long toNanos, boolean ended, Map<String, Integer> sqlStates) {

    /** Copies the map. */
    public Outage {
        // most outages of a workload are the breath between two acknowledgements, in which nothing failed
        sqlStates = sqlStates.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(sqlStates));
    }

    /** How long it was, at least. */
    public Duration length() {
        return Duration.ofNanos(toNanos - fromNanos);
    }

    /**
     * The times without an acknowledged write, in their order. One goes from an acknowledgement, the first one from the first
     * request, to the next acknowledgement. What no acknowledgement ends goes on until the clients stopped: it is told if a
     * request failed in it or waited, or if the clients were silent.
     */
    public static List<Outage> ofClients(Work work) {
        return new Gaps(work).all();
    }

    /** The gaps of one workload, in the order of the answers. */
    private static final class Gaps {

        /** A client that is told to stop stops within the breath that it takes after a failure. */
        private static final long BREATH_NANOS = Duration.ofMillis(10).toNanos();

        private final List<Outage> gaps = new ArrayList<>();
        private final Map<String, Integer> states = new TreeMap<>();
        private final long until;
        private long from;
        private long ended;

        Gaps(Work work) {
            List<Operation> writes = work.operations()
                    .filter(each -> each.kind() != Operation.Kind.READ)
                    .sorted(Comparator.comparingLong(Operation::endedNanos))
                    .toList();
            from = writes.stream().mapToLong(Operation::invokedNanos).min().orElse(0);
            writes.forEach(this::take);
            until = writes.isEmpty()
                    ? 0
                    : Math.max(ended, work.workedUntilNanos().orElse(ended));
        }

        private void take(Operation operation) {
            ended = operation.endedNanos();
            if (operation.result() == Operation.Result.ACKNOWLEDGED) {
                gaps.add(new Outage(from, ended, true, states));
                from = ended;
                states.clear();
            } else {
                states.merge(operation.sqlState() == null ? "none" : operation.sqlState(), 1, Integer::sum);
            }
        }

        List<Outage> all() {
            boolean isSilent = until - ended > BREATH_NANOS;
            if (!states.isEmpty() || isSilent) {
                gaps.add(new Outage(from, until, false, states));
            }
            return gaps;
        }
    }

    /** The times without a primary, as far as they were seen; the last one may go on until the record ends. */
    public static List<Outage> ofServers(History history) {
        var gaps = new ArrayList<Outage>();
        List<PrimaryPeriod> periods = history.primaryPeriods();
        long until = periods.isEmpty() ? 0 : periods.get(0).toNanos();
        for (PrimaryPeriod period : periods) {
            if (period.fromNanos() > until) {
                gaps.add(new Outage(until, period.fromNanos(), true, Map.of()));
            }
            until = Math.max(until, period.toNanos());
        }
        long end = history.works().stream()
                .map(Work::workedUntilNanos)
                .flatMap(Optional::stream)
                .mapToLong(Long::longValue)
                .max()
                .orElse(until);
        if (!periods.isEmpty() && end > until) {
            gaps.add(new Outage(until, end, false, Map.of()));
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
