package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A curve of any length in bounded memory. Neighbouring points are put together once there are too many: of each group
 * the first, the smallest, the greatest and the last stay, so that no peak is lost, and where the curve was interrupted it
 * stays interrupted, at most one group too early.
 */
final class Curve {

    private static final int GROUPS_MAX = 512;

    /**
     * A point that was kept.
     *
     * @param atNanos when
     * @param value how much; null where the curve is interrupted
     */
    record Point(long atNanos, @Nullable Long value) {}

    private final List<Group> groups = new ArrayList<>();
    private long groupSize = 1;
    private long count;
    private boolean interrupted;

    void add(long atNanos, long value) {
        count++;
        var point = new Point(atNanos, value);
        Group last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
        if (last != null && last.size < groupSize && !interrupted) {
            last.add(point);
            return;
        }
        halveIfFull();
        groups.add(new Group(point, value, interrupted));
        interrupted = false;
    }

    /** From here to the next point nothing is known. */
    void interrupt() {
        interrupted = !groups.isEmpty();
    }

    /** How many points were added. */
    long count() {
        return count;
    }

    /** The points that were kept, in order. */
    List<Point> points() {
        var points = new ArrayList<Point>();
        for (Group group : groups) {
            if (group.afterGap) {
                points.add(new Point(group.first.atNanos(), null));
            }
            group.addTo(points);
        }
        return points;
    }

    private void halveIfFull() {
        if (groups.size() < GROUPS_MAX) {
            return;
        }
        groupSize *= 2;
        for (int i = 0; i < GROUPS_MAX / 2; i++) {
            Group group = groups.get(2 * i);
            group.add(groups.get(2 * i + 1));
            groups.set(i, group);
        }
        groups.subList(GROUPS_MAX / 2, GROUPS_MAX).clear();
    }

    private static final class Group {

        private final Point first;
        private Point smallest;
        private Point greatest;
        private Point last;
        private long min;
        private long max;
        private long size = 1;
        private boolean afterGap;

        Group(Point first, long value, boolean afterGap) {
            this.first = first;
            this.smallest = first;
            this.greatest = first;
            this.last = first;
            this.min = value;
            this.max = value;
            this.afterGap = afterGap;
        }

        void add(Point point) {
            consider(point);
            last = point;
            size++;
        }

        void add(Group later) {
            consider(later.smallest);
            consider(later.greatest);
            last = later.last;
            size += later.size;
            // A gap within moves to the beginning: it is seen a group too early rather than not at all.
            afterGap |= later.afterGap;
        }

        void addTo(List<Point> points) {
            boolean rising = smallest.atNanos() < greatest.atNanos();
            for (Point point : List.of(first, rising ? smallest : greatest, rising ? greatest : smallest, last)) {
                if (points.isEmpty() || !points.get(points.size() - 1).equals(point)) {
                    points.add(point);
                }
            }
        }

        private void consider(Point point) {
            long value = point.value() == null ? min : point.value();
            if (value < min) {
                min = value;
                smallest = point;
            }
            if (value > max) {
                max = value;
                greatest = point;
            }
        }
    }
}
