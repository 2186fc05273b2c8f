package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes of any number of operations a picture's worth of points. Each fate is for itself: as long as there are few, every
 * operation is a point; then those fall together that are of the same fate, end in the same of {@value #COLUMNS} stretches
 * of time and have the same latency up to a factor of 1.6. Nothing is averaged and nothing left out: a cell that holds one
 * operation is that operation, and the counts of all points together are the number of operations.
 */
final class OperationPoints {

    static final int SINGLE_MAX = 1_000;
    static final int COLUMNS = 240;
    private static final double BINS_PER_DECADE = 5;

    /** Where operations fall together. */
    private record Cell(long column, int bin) implements Comparable<Cell> {

        @Override
        public int compareTo(Cell other) {
            return Comparator.comparingLong(Cell::column)
                    .thenComparingInt(Cell::bin)
                    .compare(this, other);
        }
    }

    /** The slowest of a cell, and how many there are. */
    private record Slowest(Operation operation, long count) {

        static Slowest of(Slowest one, Slowest other) {
            Operation slower =
                    one.operation.latencyNanos() >= other.operation.latencyNanos() ? one.operation : other.operation;
            return new Slowest(slower, one.count + other.count);
        }
    }

    private final Map<Fate, Long> counts;
    private final long beganNanos;
    private final long columnNanos;
    private final List<OperationPoint> single = new ArrayList<>();
    private final Map<Fate, Map<Cell, Slowest>> cells = new EnumMap<>(Fate.class);

    private OperationPoints(Extent extent) {
        this.counts = extent.counts;
        this.beganNanos = extent.fromNanos;
        this.columnNanos = Math.max(1, (extent.toNanos - extent.fromNanos) / COLUMNS + 1);
    }

    /**
     * The points, in the order of their times.
     *
     * @param operations gives all of them, as often as it is asked
     * @param fates tells what became of each
     */
    static List<OperationPoint> of(Supplier<Stream<Operation>> operations, Function<Operation, Fate> fates) {
        var extent = new Extent();
        operations.get().forEach(operation -> extent.take(operation, fates.apply(operation)));
        var points = new OperationPoints(extent);
        operations.get().forEach(operation -> points.take(operation, fates.apply(operation)));
        return points.build();
    }

    private void take(Operation operation, Fate fate) {
        if (counts.getOrDefault(fate, 0L) <= SINGLE_MAX) {
            single.add(OperationPoint.of(operation, fate, 1));
            return;
        }
        var cell = new Cell((OperationEnd.at(operation) - beganNanos) / columnNanos, bin(operation.latencyNanos()));
        cells.computeIfAbsent(fate, unseen -> new TreeMap<>()).merge(cell, new Slowest(operation, 1), Slowest::of);
    }

    private static int bin(long latencyNanos) {
        return (int) Math.floor(Math.log10((double) Math.max(1, latencyNanos)) * BINS_PER_DECADE);
    }

    private List<OperationPoint> build() {
        var all = new ArrayList<>(single);
        cells.forEach((fate, ofFate) ->
                ofFate.values().forEach(slowest -> all.add(OperationPoint.of(slowest.operation, fate, slowest.count))));
        all.sort(Comparator.comparingLong(OperationPoint::endedNanos));
        return List.copyOf(all);
    }

    private static final class Extent {

        private final Map<Fate, Long> counts = new EnumMap<>(Fate.class);
        private long fromNanos = Long.MAX_VALUE;
        private long toNanos = Long.MIN_VALUE;

        void take(Operation operation, Fate fate) {
            counts.merge(fate, 1L, Long::sum);
            fromNanos = Math.min(fromNanos, OperationEnd.at(operation));
            toNanos = Math.max(toNanos, OperationEnd.at(operation));
        }
    }
}
