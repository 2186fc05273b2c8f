package io.replicatedpostgres.report;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Work;
import io.replicatedpostgres.journal.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The operations of all clients as points that can be drawn. Each fate that has more than {@link #EACH_MAX} operations is
 * thinned: of those that would lie on top of each other the slowest stays and says for how many it stands. Fates are
 * never mixed, so that a single lost write among a million is a point of its own, and so is a single slow one.
 *
 * @param points in the order of their times
 * @param count how many operations they stand for
 */
record OperationPoints(List<Point> points, long count) {

    static final int EACH_MAX = 600;
    private static final int TIMES = 160;
    private static final int PER_DECADE = 6;

    /**
     * One operation, or the slowest of several.
     *
     * @param workload the name of the workload
     * @param operation what it was
     * @param fate what became of it
     * @param standsFor how many operations, itself included
     */
    record Point(String workload, Operation operation, Fate fate, long standsFor) {

        Point andSlower(Point other) {
            Point slower = operation.latencyNanos() >= other.operation.latencyNanos() ? this : other;
            return new Point(slower.workload, slower.operation, fate, standsFor + other.standsFor);
        }
    }

    /** A place in the picture on which points lie on top of each other. */
    private record Cell(long time, long latency) {

        static Cell of(Operation operation, long endNanos) {
            double decades = Math.log10(Math.max(1, operation.latencyNanos()));
            return new Cell(operation.endedNanos() * TIMES / Math.max(1, endNanos), Math.round(decades * PER_DECADE));
        }
    }

    static OperationPoints of(History history, Fates fates) {
        long endNanos = Fates.endNanos(history);
        var byFate = new EnumMap<Fate, Gathered>(Fate.class);
        for (Work work : history.works()) {
            work.operations().forEach(operation -> {
                Fate fate = fates.of(work, operation);
                byFate.computeIfAbsent(fate, unseen -> new Gathered(endNanos))
                        .add(new Point(work.name(), operation, fate, 1));
            });
        }
        var points = new ArrayList<Point>();
        byFate.values().forEach(gathered -> points.addAll(gathered.points()));
        points.sort(Comparator.comparingLong(point -> point.operation().endedNanos()));
        return new OperationPoints(
                List.copyOf(points), points.stream().mapToLong(Point::standsFor).sum());
    }

    boolean isThinned() {
        return points.size() < count;
    }

    private static final class Gathered {

        private final long endNanos;
        private final List<Point> some = new ArrayList<>();
        private final Map<Cell, Point> cells = new LinkedHashMap<>();
        private long count;

        Gathered(long endNanos) {
            this.endNanos = endNanos;
        }

        void add(Point point) {
            count++;
            if (count <= EACH_MAX) {
                some.add(point);
            }
            cells.merge(Cell.of(point.operation(), endNanos), point, Point::andSlower);
        }

        Collection<Point> points() {
            return count <= EACH_MAX ? some : cells.values();
        }
    }
}
