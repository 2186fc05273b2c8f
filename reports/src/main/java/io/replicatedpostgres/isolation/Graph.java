package io.replicatedpostgres.isolation;

import java.util.Arrays;
import java.util.List;

/**
 * Nodes and the edges that leave them, in arrays of ints. The first nodes are the transactions; those behind them are points in
 * time.
 */
final class Graph {

    private static final List<Edge> EDGES = List.of(Edge.values());

    private final int transactions;
    private final int[] first;
    private final int[] to;
    private final int[] kind;
    private final int[] key;
    private final int[] position;

    private Graph(int transactions, int nodes, int edges) {
        this.transactions = transactions;
        first = new int[nodes + 1];
        to = new int[edges];
        kind = new int[edges];
        key = new int[edges];
        position = new int[edges];
    }

    /** Collects edges in any order. */
    static final class Builder {

        private final int transactions;
        private int nodes;
        private final Ints from = new Ints();
        private final Ints to = new Ints();
        private final Ints kind = new Ints();
        private final Ints key = new Ints();
        private final Ints position = new Ints();

        Builder(int transactions) {
            this.transactions = transactions;
            this.nodes = transactions;
        }

        int pointInTime() {
            return nodes++;
        }

        void edge(int source, int target, Edge edge) {
            edge(source, target, edge, -1, -1);
        }

        void edge(int source, int target, Edge edge, int keyNumber, int at) {
            from.add(source);
            to.add(target);
            kind.add(EDGES.indexOf(edge));
            key.add(keyNumber);
            position.add(at);
        }

        Graph build() {
            var graph = new Graph(transactions, nodes, from.size());
            for (int i = 0; i < from.size(); i++) {
                graph.first[from.get(i) + 1]++;
            }
            for (int node = 0; node < nodes; node++) {
                graph.first[node + 1] += graph.first[node];
            }
            int[] next = Arrays.copyOf(graph.first, nodes);
            for (int i = 0; i < from.size(); i++) {
                int at = next[from.get(i)]++;
                graph.to[at] = to.get(i);
                graph.kind[at] = kind.get(i);
                graph.key[at] = key.get(i);
                graph.position[at] = position.get(i);
            }
            return graph;
        }
    }

    int nodes() {
        return first.length - 1;
    }

    boolean isTransaction(int node) {
        return node < transactions;
    }

    int firstEdge(int node) {
        return first[node];
    }

    int endOfEdges(int node) {
        return first[node + 1];
    }

    int target(int edge) {
        return to[edge];
    }

    Edge kind(int edge) {
        return EDGES.get(kind[edge]);
    }

    boolean isOf(int edge, int mask) {
        return (mask & kind(edge).bit()) != 0;
    }

    int key(int edge) {
        return key[edge];
    }

    int position(int edge) {
        return position[edge];
    }
}
