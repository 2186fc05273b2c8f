package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledgements of two servers that no single primary can explain: one server, another one, and the first one again, without
 * a promotion of it in between. The last was asked for after the other one had answered, so it is no late answer.
 */
final class Interleaving {

    /** The first and the last acknowledgement of one server after another one's. */
    private static final class Pair {

        private final Told.Line other;
        private final Told.Line first;
        private Told.Line last;
        private long count;

        Pair(Told.Line other, Told.Line first) {
            this.other = other;
            this.first = first;
            this.last = first;
        }
    }

    private final Course course;
    private final Map<NodeRef, Told.Line> firstOf = new HashMap<>();
    private final Map<String, Pair> found = new LinkedHashMap<>();

    private Interleaving(Course course) {
        this.course = course;
    }

    /** A line for each two servers. */
    static List<String> in(History history) {
        var all = new ArrayList<Told.Line>();
        history.works()
                .forEach(work -> work.acknowledged()
                        .filter(OnePrimaryAtOnce::writes)
                        .filter(operation -> operation.node() != null)
                        .forEach(operation -> all.add(new Told.Line(work.name(), operation))));
        all.sort(Comparator.comparingLong(line -> line.operation().endedNanos()));
        var interleaving = new Interleaving(history.course());
        all.forEach(interleaving::take);
        return interleaving.found.values().stream().map(Interleaving::words).toList();
    }

    /** In the order of the answers. Kept of each server: its first answer since it was last promoted. */
    private void take(Told.Line line) {
        Operation operation = line.operation();
        NodeRef node = node(operation);
        Told.Line before = firstOf.get(node);
        if (before == null || wasPromotedBetween(before.operation(), operation)) {
            firstOf.put(node, line);
            return;
        }
        firstOf.forEach((other, first) -> {
            if (!other.equals(node) && isBetween(before.operation(), first.operation(), operation)) {
                Pair pair = found.computeIfAbsent(node + " " + other, two -> new Pair(first, line));
                pair.last = line;
                pair.count++;
            }
        });
    }

    /** The other answered after the first answer, and before the last one was asked for. */
    private static boolean isBetween(Operation first, Operation other, Operation last) {
        return other.endedNanos() >= first.endedNanos() && other.endedNanos() <= last.invokedNanos();
    }

    private boolean wasPromotedBetween(Operation first, Operation last) {
        @Nullable Timeline from = first.timeline();
        @Nullable Timeline to = last.timeline();
        if (from != null && to != null) {
            return !from.equals(to);
        }
        NodeRef node = node(last);
        return course.forks().stream()
                        .filter(fork -> fork.event().node().equals(node))
                        .anyMatch(fork -> fork.atNanos() > first.endedNanos() && fork.atNanos() <= last.endedNanos())
                || course.becameBetween(node, Role.STANDBY, first.endedNanos(), last.endedNanos());
    }

    private static NodeRef node(Operation operation) {
        return Objects.requireNonNull(operation.node());
    }

    private static String words(Pair pair) {
        return "%s acknowledged %s writes that were asked for after %s had acknowledged, from %s to %s: %s; %s"
                .formatted(
                        node(pair.first.operation()),
                        pair.count,
                        node(pair.other.operation()),
                        Told.seconds(pair.first.operation().invokedNanos()),
                        Told.seconds(pair.last.operation().endedNanos()),
                        pair.other,
                        pair.first);
    }
}
