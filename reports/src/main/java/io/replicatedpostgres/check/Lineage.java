package io.replicatedpostgres.check;

import io.replicatedpostgres.check.Course.Fork;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The timelines that a node has come along, as far as they were recorded, and which writes lie on them. A position in the WAL
 * says nothing without its timeline: the same number was written on both sides of a fork.
 */
final class Lineage {

    /** Whether a write lies on the history of a node. */
    enum Place {
        /** Its commit was written before the history left that timeline: the node has it, or had it. */
        WITHIN,
        /** It was written past a fork, on the other side. */
        BEYOND,
        /** Not recorded. */
        OPEN
    }

    private final Course course;
    private final NodeRef node;
    private final @Nullable Timeline current;
    private final Map<Timeline, Lsn> leftAt = new LinkedHashMap<>();
    private final Map<Timeline, Long> provenUntil = new HashMap<>();

    private Lineage(Course course, NodeRef node, @Nullable Timeline current) {
        this.course = course;
        this.node = node;
        this.current = current;
        Timeline timeline = current;
        while (timeline != null) {
            TimelineForked fork = opening(timeline);
            timeline = fork == null || leftAt.containsKey(fork.parent()) ? null : fork.parent();
            if (timeline != null && fork != null) {
                leftAt.put(timeline, fork.at());
            }
        }
    }

    /** Of a node that was read in the end. */
    static Lineage of(History history, Work work, NodeRef node, @Nullable Standing standing) {
        Timeline current = standing == null ? null : standing.timeline();
        Course course = history.course();
        var lineage = new Lineage(
                course, node, current == null ? course.timelineOf(node).orElse(null) : current);
        work.operations().forEach(lineage::proves);
        return lineage;
    }

    /** The fork that opened a timeline: by this node if it did, since two may have opened one of the same number. */
    private @Nullable TimelineForked opening(Timeline timeline) {
        List<TimelineForked> opened = course.forks().stream()
                .map(Fork::event)
                .filter(fork -> fork.timeline().equals(timeline))
                .toList();
        return opened.stream()
                .filter(fork -> fork.node().equals(node))
                .findFirst()
                .or(() -> opened.stream().findFirst())
                .orElse(null);
    }

    /** What was asked for after a commit was acknowledged, and yet lies before the fork, proves that the commit does too. */
    private void proves(Operation operation) {
        Timeline timeline = timelineOf(operation).orElse(null);
        Lsn left = timeline == null ? null : leftAt.get(timeline);
        if (left != null && operation.lsn() != null && left.isAtLeast(operation.lsn())) {
            provenUntil.merge(timeline, operation.invokedNanos(), Math::max);
        }
    }

    Place of(Operation operation) {
        Optional<Timeline> written = timelineOf(operation);
        if (written.isEmpty() || current == null) {
            return Place.OPEN;
        }
        Timeline timeline = written.get();
        if (timeline.equals(current)) {
            return isTwin(operation) ? Place.BEYOND : Place.WITHIN;
        }
        Lsn left = leftAt.get(timeline);
        if (left == null) {
            return wasOpened(timeline) ? Place.BEYOND : Place.OPEN;
        }
        Lsn at = operation.lsn();
        if (at == null) {
            return Place.OPEN;
        }
        if (at.isAtLeast(left)) {
            return Place.BEYOND;
        }
        return operation.endedNanos() <= provenUntil.getOrDefault(timeline, Long.MIN_VALUE) ? Place.WITHIN : Place.OPEN;
    }

    /** Two nodes were promoted to one number, and the other one wrote this. */
    private boolean isTwin(Operation operation) {
        return !node.equals(operation.node())
                && course.forks().stream()
                        .map(Fork::event)
                        .anyMatch(fork -> fork.timeline().equals(current)
                                && fork.node().equals(operation.node())
                                && !fork.equals(opening(fork.timeline())));
    }

    private boolean wasOpened(Timeline timeline) {
        return course.forks().stream().anyMatch(fork -> fork.event().timeline().equals(timeline));
    }

    /** The timeline of a write: as recorded, else the last one that its server had opened by then. */
    private Optional<Timeline> timelineOf(Operation operation) {
        if (operation.timeline() != null || operation.node() == null) {
            return Optional.ofNullable(operation.timeline());
        }
        List<Fork> forks = course.forks();
        Optional<Timeline> opened = forks.stream()
                .filter(fork -> fork.event().node().equals(operation.node()))
                .filter(fork -> fork.atNanos() <= operation.endedNanos())
                .map(fork -> fork.event().timeline())
                .reduce((earlier, later) -> later);
        return opened.or(() -> forks.isEmpty()
                ? Optional.empty()
                : Optional.of(forks.get(0).event().parent()));
    }
}
