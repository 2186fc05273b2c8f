package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * How many operations ended in a stretch of time, by what became of them. Every one is counted.
 *
 * @param fromNanos since when
 * @param toNanos until before when
 * @param counts by fate; a fate that nobody met is missing
 */
public record Rate(long fromNanos, long toNanos, Map<Fate, Long> counts) {

    private static final int STRETCHES_MAX = 240;
    private static final long SHORTEST_NANOS = 100_000_000;

    /** Copies the counts. */
    public Rate {
        counts = Collections.unmodifiableMap(new TreeMap<>(counts));
    }

    /** How many there were of one fate, for each second. */
    public double perSecond(Fate fate) {
        return counts.getOrDefault(fate, 0L) * 1e9 / (toNanos - fromNanos);
    }

    /** The stretches from the first to the last operation, without a gap: where nothing ended, nothing is counted. */
    static List<Rate> of(Supplier<Stream<Operation>> operations, Function<Operation, Fate> fates) {
        long from = operations.get().mapToLong(Ended::at).min().orElse(0);
        long to = operations.get().mapToLong(Ended::at).max().orElse(-1);
        if (to < from) {
            return List.of();
        }
        long length = Math.max(SHORTEST_NANOS, (to - from) / STRETCHES_MAX + 1);
        var counted = new ArrayList<Map<Fate, Long>>();
        for (long at = from; at <= to; at += length) {
            counted.add(new EnumMap<>(Fate.class));
        }
        operations
                .get()
                .forEach(operation -> counted.get((int) ((Ended.at(operation) - from) / length))
                        .merge(fates.apply(operation), 1L, Long::sum));
        var rates = new ArrayList<Rate>();
        for (int i = 0; i < counted.size(); i++) {
            rates.add(new Rate(from + i * length, from + (i + 1) * length, counted.get(i)));
        }
        return rates;
    }
}
