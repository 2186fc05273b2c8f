package io.replicatedpostgres.isolation;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the shortest circles, from many nodes of the components, each by breadth-first search. That there is a circle is known
 * before; how short a one is found is a matter of effort, which is limited.
 */
final class CycleSearch {

    private static final int STARTS_MAX = 4_000;
    private static final long EFFORT_MAX = 60_000_000;

    private final Walk walk;
    private final Components components;
    private final long effortMax;
    private final int twice;
    private final int[] seenFrom;
    private final int[] edgeTo;
    private final int[] nodeBefore;
    private final int[] depth;
    private final int[] queue;
    private final Map<Anomaly, Cycle> shortest = new EnumMap<>(Anomaly.class);
    private long effort;
    private int searches;

    /** Within these components, which are of the same walk, or of one in which each place is there twice. */
    CycleSearch(Walk walk, Components components) {
        this(walk, components, EFFORT_MAX);
    }

    /** The same, which gives up after it has looked at so many edges. */
    CycleSearch(Walk walk, Components components, long effortMax) {
        this.effortMax = effortMax;
        this.walk = walk;
        this.components = components;
        this.twice = components.nodes() / Math.max(1, walk.nodes());
        seenFrom = new int[walk.nodes()];
        edgeTo = new int[walk.nodes()];
        nodeBefore = new int[walk.nodes()];
        depth = new int[walk.nodes()];
        queue = new int[walk.nodes()];
    }

    /** For each kind of circle that was met the one with the fewest transactions. */
    Collection<Cycle> cycles() {
        int[] starts = components
                .onCircles()
                .filter(node -> walk.graph().isTransaction(walk.place(node)))
                .toArray();
        int step = Math.max(1, starts.length / STARTS_MAX);
        for (int i = 0; i < starts.length && effort < effortMax; i += step) {
            keep(path(starts[i], starts[i], shortest.isEmpty() ? Integer.MAX_VALUE : longest()));
        }
        return shortest.values();
    }

    private int longest() {
        return shortest.values().stream()
                        .mapToInt(cycle -> cycle.edges().length)
                        .max()
                        .orElse(0)
                + 2;
    }

    /** Circles with exactly one rw; false if the effort did not suffice to look for all of them. */
    boolean throughOneMissed() {
        Graph graph = walk.graph();
        int limit = Integer.MAX_VALUE;
        for (int node = 0; node < graph.nodes(); node++) {
            for (int edge = graph.firstEdge(node); edge < graph.endOfEdges(node); edge++) {
                boolean may =
                        graph.kind(edge) == Edge.RW && components.areTogether(2 * node, 2 * graph.target(edge) + 1);
                if (may && effort >= effortMax) {
                    return false;
                }
                Cycle back = may ? path(graph.target(edge), node, limit) : null;
                if (back != null) {
                    keep(closed(back, node, edge));
                    limit = back.edges().length;
                }
            }
        }
        return true;
    }

    private static Cycle closed(Cycle back, int from, int edge) {
        int length = back.edges().length;
        int[] nodes = Arrays.copyOf(back.nodes(), length + 1);
        int[] edges = Arrays.copyOf(back.edges(), length + 1);
        nodes[length] = from;
        edges[length] = edge;
        return new Cycle(back.graph(), nodes, edges);
    }

    private void keep(@Nullable Cycle cycle) {
        if (cycle != null) {
            shortest.merge(cycle.anomaly(), cycle, (one, other) -> other.size() < one.size() ? other : one);
        }
    }

    Collection<Cycle> found() {
        return shortest.values();
    }

    /** The shortest path with one edge at least, and fewer than the limit; null if there is none. */
    private @Nullable Cycle path(int start, int goal, int limit) {
        int search = ++searches;
        int head = 0;
        int tail = 0;
        queue[tail++] = start;
        depth[start] = 0;
        seenFrom[start] = start == goal ? 0 : search;
        while (head < tail) {
            int node = queue[head++];
            if (depth[node] + 1 > limit) {
                return null;
            }
            int place = walk.place(node);
            int end = walk.graph().endOfEdges(place);
            for (int edge = walk.graph().firstEdge(place); edge < end; edge++) {
                int next = walk.next(node, edge);
                effort++;
                boolean leaves = next == Walk.NOWHERE || !components.areTogether(twice * goal, twice * next);
                if (leaves || seenFrom[next] == search) {
                    continue;
                }
                seenFrom[next] = search;
                nodeBefore[next] = node;
                edgeTo[next] = edge;
                if (next == goal) {
                    return backwards(goal, depth[node] + 1);
                }
                depth[next] = depth[node] + 1;
                queue[tail++] = next;
            }
        }
        return null;
    }

    private Cycle backwards(int goal, int length) {
        int[] nodes = new int[length];
        int[] edges = new int[length];
        int node = goal;
        for (int i = length - 1; i >= 0; i--) {
            edges[i] = edgeTo[node];
            node = nodeBefore[node];
            nodes[i] = walk.place(node);
        }
        return new Cycle(walk.graph(), nodes, edges);
    }
}
