package io.replicatedpostgres.report;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Work;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many operations came to their end in each stretch of time, by what became of them.
 *
 * @param widthNanos how long a stretch is
 * @param counts by fate, the best first, from the beginning of the journal; a fate that nothing had is not there
 */
record Rates(long widthNanos, Map<Fate, long[]> counts) {

    static final int STRETCHES_MAX = 120;
    private static final long SHORTEST_NANOS = 10_000_000;
    private static final long[] STEPS = {1, 2, 5};

    static Rates of(History history, Fates fates) {
        long width = width(Fates.endNanos(history));
        int stretches = (int) (Fates.endNanos(history) / width) + 1;
        var counts = new TreeMap<Fate, long[]>(Comparator.reverseOrder());
        for (Work work : history.works()) {
            work.operations()
                    .forEach(operation -> counts.computeIfAbsent(
                                    fates.of(work, operation), unseen -> new long[stretches])[
                            (int) (Math.max(0, OperationEnd.at(operation)) / width)]++);
        }
        return new Rates(width, counts);
    }

    /** The shortest of 10, 20, 50, 100, … milliseconds of which there are not too many. */
    static long width(long endNanos) {
        for (long decade = SHORTEST_NANOS; ; decade *= 10) {
            for (long step : STEPS) {
                if (endNanos / (decade * step) < STRETCHES_MAX) {
                    return decade * step;
                }
            }
        }
    }
}
