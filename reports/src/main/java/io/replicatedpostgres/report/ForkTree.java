package io.replicatedpostgres.report;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The timelines as branches, one below the other, each beginning on its parent where it left it. The distances between
 * forks are equal: what counts is their order.
 *
 * @param branches one for each timeline, by number
 * @param marks where nodes were rewound to
 */
record ForkTree(List<Branch> branches, List<Mark> marks) {

    static final int WIDTH = 620;
    static final int ROW = 58;
    private static final int LEFT = 16;
    private static final int TOP = 30;

    /**
     * One timeline.
     *
     * @param timeline which
     * @param fork how it was opened; null if it was there before
     * @param fromX where it begins
     * @param y its height
     * @param parentY the height of its parent
     * @param holders who was on it at the end; empty if none: the timeline was abandoned
     * @param divergence what was written past the fork; null if it was there before
     */
    record Branch(
            Timeline timeline,
            @Nullable Fork fork,
            int fromX,
            int y,
            int parentY,
            String holders,
            @Nullable Divergence divergence) {

        boolean isAbandoned() {
            return holders.isEmpty();
        }

        String title() {
            return fork == null
                    ? "timeline " + timeline
                    : "timeline " + timeline + " · " + fork.node() + " promoted at " + fork.lsn();
        }
    }

    /**
     * A point that a node was rewound to.
     *
     * @param x on the axis of forks
     * @param y the height of the timeline it is on
     * @param rewind what was done
     */
    record Mark(int x, int y, Rewind rewind) {}

    static ForkTree of(Attempt attempt) {
        if (attempt.forks().isEmpty()) {
            return new ForkTree(List.of(), List.of());
        }
        var forks = new HashMap<Timeline, Fork>();
        attempt.forks().forEach(fork -> forks.putIfAbsent(fork.timeline(), fork));
        var timelines = new TreeSet<Timeline>(forks.keySet());
        attempt.forks().forEach(fork -> timelines.add(fork.parent()));
        return new Drawing(attempt, List.copyOf(timelines), forks).tree();
    }

    int height() {
        return TOP + branches.size() * ROW;
    }

    boolean isEmpty() {
        return branches.isEmpty();
    }

    /** Places branches and marks. */
    private record Drawing(
            Attempt attempt, List<Timeline> timelines, Map<Timeline, Fork> forks, List<Rewind> rewinds, List<Lsn> xs) {

        Drawing(Attempt attempt, List<Timeline> timelines, Map<Timeline, Fork> forks) {
            this(attempt, timelines, forks, Rewind.in(attempt), positions(forks, Rewind.in(attempt)));
        }

        private static List<Lsn> positions(Map<Timeline, Fork> forks, List<Rewind> rewinds) {
            return Stream.concat(
                            forks.values().stream().map(Fork::lsn),
                            rewinds.stream().map(Rewind::rewoundTo))
                    .distinct()
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }

        ForkTree tree() {
            Map<Timeline, String> holders = holders(attempt);
            var branches = timelines.stream()
                    .map(timeline -> branch(timeline, holders.getOrDefault(timeline, "")))
                    .toList();
            return new ForkTree(
                    branches,
                    rewinds.stream()
                            .map(rewind -> new Mark(x(rewind.rewoundTo()), y(leftTimeline(rewind)), rewind))
                            .toList());
        }

        private Branch branch(Timeline timeline, String holders) {
            Fork fork = forks.get(timeline);
            Timeline parent = fork == null ? timeline : fork.parent();
            return new Branch(
                    timeline,
                    fork,
                    fork == null ? LEFT : x(fork.lsn()),
                    y(timeline),
                    y(parent),
                    holders,
                    fork == null ? null : Divergence.of(fork, attempt.evidence().reached()));
        }

        /** The timeline that both histories shared: that which a fork left where they parted. */
        private Timeline leftTimeline(Rewind rewind) {
            return forks.values().stream()
                    .filter(fork -> fork.lsn().equals(rewind.divergedAt()))
                    .map(Fork::parent)
                    .findFirst()
                    .orElse(timelines.get(0));
        }

        private int x(Lsn lsn) {
            return LEFT + WIDTH / 2 / (xs.size() + 1) * (xs.indexOf(lsn) + 1);
        }

        private int y(Timeline timeline) {
            return height(timelines.indexOf(timeline));
        }
    }

    private static int height(int row) {
        return TOP + row * ROW;
    }

    private static Map<Timeline, String> holders(Attempt attempt) {
        var last = new HashMap<Timeline, List<String>>();
        for (Lane lane : attempt.lanes()) {
            lane.spans().stream()
                    .filter(span -> span.timeline() != null)
                    .reduce((earlier, later) -> later)
                    .ifPresent(span -> last.computeIfAbsent(
                                    Objects.requireNonNull(span.timeline()), unseen -> new ArrayList<>())
                            .add(lane.node().name()));
        }
        return last.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.join(", ", entry.getValue())));
    }
}
