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
import org.jspecify.annotations.Nullable;

/**
 * The timelines as branches, one below the other, each beginning on its parent where it left it. The distances between
 * forks are equal: what counts is their order.
 *
 * @param branches one for each timeline, by number
 */
record ForkTree(List<Branch> branches) {

    static final int WIDTH = 620;
    static final int ROW = 44;
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
     * @param holders who was on it at the end; empty if nobody, which is to say that it was abandoned
     */
    record Branch(Timeline timeline, @Nullable Fork fork, int fromX, int y, int parentY, String holders) {

        boolean isAbandoned() {
            return holders.isEmpty();
        }

        String title() {
            return fork == null
                    ? "timeline " + timeline
                    : "timeline " + timeline + " · " + fork.node() + " promoted at " + fork.lsn();
        }
    }

    static ForkTree of(Attempt attempt) {
        if (attempt.forks().isEmpty()) {
            return new ForkTree(List.of());
        }
        var forks = new HashMap<Timeline, Fork>();
        attempt.forks().forEach(fork -> forks.putIfAbsent(fork.timeline(), fork));
        var timelines = new TreeSet<Timeline>(forks.keySet());
        attempt.forks().forEach(fork -> timelines.add(fork.parent()));
        return new ForkTree(branches(List.copyOf(timelines), forks, holders(attempt)));
    }

    int height() {
        return TOP + branches.size() * ROW;
    }

    boolean isEmpty() {
        return branches.isEmpty();
    }

    private static List<Branch> branches(
            List<Timeline> timelines, Map<Timeline, Fork> forks, Map<Timeline, String> holders) {
        List<Lsn> positions = forks.values().stream()
                .map(Fork::lsn)
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
        int step = WIDTH / 2 / (positions.size() + 1);
        var branches = new ArrayList<Branch>();
        for (Timeline timeline : timelines) {
            Fork fork = forks.get(timeline);
            int x = fork == null ? LEFT : LEFT + step * (positions.indexOf(fork.lsn()) + 1);
            int parent = fork == null ? timelines.indexOf(timeline) : timelines.indexOf(fork.parent());
            branches.add(new Branch(
                    timeline,
                    fork,
                    x,
                    height(timelines.indexOf(timeline)),
                    height(parent),
                    holders.getOrDefault(timeline, "")));
        }
        return branches;
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
