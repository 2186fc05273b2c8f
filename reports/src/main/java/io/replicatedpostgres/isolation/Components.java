package io.replicatedpostgres.isolation;

import java.util.stream.IntStream;

/**
 * The strongly connected components of a graph, by Tarjan's algorithm without recursion: one pass, whatever the size. A component
 * with more than one node has a circle through each of its nodes.
 */
final class Components {

    private static final int UNSEEN = 0;

    private final Walk walk;
    private final int[] component;
    private final Ints sizes = new Ints();
    private final int[] index;
    private final int[] low;
    private final int[] stack;
    private final int[] path;
    private final int[] edges;
    private int stacked;
    private int seen;

    private Components(Walk walk) {
        this.walk = walk;
        int nodes = walk.nodes();
        component = new int[nodes];
        index = new int[nodes];
        low = new int[nodes];
        stack = new int[nodes];
        path = new int[nodes];
        edges = new int[nodes];
    }

    static Components of(Walk walk) {
        var components = new Components(walk);
        for (int node = 0; node < walk.nodes(); node++) {
            if (components.index[node] == UNSEEN) {
                components.visit(node);
            }
        }
        return components;
    }

    private void visit(int root) {
        int depth = 0;
        enter(root, depth);
        while (depth >= 0) {
            int node = path[depth];
            int next = nextUnseen(node);
            if (next != Walk.NOWHERE) {
                enter(next, ++depth);
                continue;
            }
            if (low[node] == index[node]) {
                close(node);
            }
            depth--;
            if (depth >= 0) {
                low[path[depth]] = Math.min(low[path[depth]], low[node]);
            }
        }
    }

    private void enter(int node, int depth) {
        path[depth] = node;
        index[node] = ++seen;
        low[node] = seen;
        component[node] = -1;
        stack[stacked++] = node;
        edges[node] = walk.graph().firstEdge(walk.place(node));
    }

    /** The next node to go on with; edges to nodes that are open are taken note of on the way. */
    private int nextUnseen(int node) {
        int end = walk.graph().endOfEdges(walk.place(node));
        while (edges[node] < end) {
            int next = walk.next(node, edges[node]++);
            if (next == Walk.NOWHERE) {
                continue;
            }
            if (index[next] == UNSEEN) {
                return next;
            }
            if (component[next] < 0) {
                low[node] = Math.min(low[node], index[next]);
            }
        }
        return Walk.NOWHERE;
    }

    private void close(int node) {
        int number = sizes.size();
        int size = 0;
        int member;
        do {
            member = stack[--stacked];
            component[member] = number;
            size++;
        } while (member != node);
        sizes.add(size);
    }

    int nodes() {
        return component.length;
    }

    boolean areTogether(int one, int other) {
        return component[one] == component[other];
    }

    /** The nodes that a circle goes through, those of the same component in no special order. */
    IntStream onCircles() {
        return IntStream.range(0, component.length).filter(node -> sizes.get(component[node]) > 1);
    }
}
