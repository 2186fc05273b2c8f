package io.replicatedpostgres.isolation;

/** A circle in a graph: edges, each of which begins where the one before it ends. */
final class Cycle {

    private final Graph graph;
    private final int[] nodes;
    private final int[] edges;

    /** Takes the arrays as they are. */
    Cycle(Graph graph, int[] nodes, int[] edges) {
        this.graph = graph;
        this.nodes = nodes;
        this.edges = edges;
    }

    Graph graph() {
        return graph;
    }

    int[] nodes() {
        return nodes;
    }

    int[] edges() {
        return edges;
    }

    /** Which anomaly it is, by what its edges are. */
    Anomaly anomaly() {
        int missed = 0;
        boolean sideBySide = false;
        boolean read = false;
        for (int i = 0; i < edges.length; i++) {
            boolean isMissed = kind(i) == Edge.RW;
            missed += isMissed ? 1 : 0;
            sideBySide |= isMissed && kind((i + 1) % edges.length) == Edge.RW;
            read |= kind(i) == Edge.WR;
        }
        if (missed == 0) {
            return read ? Anomaly.G1C : Anomaly.G0;
        }
        if (missed == 1) {
            return has(Edge.ORDER) ? Anomaly.STALE_READ : Anomaly.G_SINGLE;
        }
        return sideBySide ? Anomaly.G2_ITEM : Anomaly.G_NONADJACENT;
    }

    /** Its name in the literature. */
    String code() {
        String order = has(Edge.REALTIME.bit()) ? "-realtime" : has(Edge.PROCESS.bit()) ? "-process" : "";
        return anomaly().code() + order;
    }

    Edge kind(int at) {
        return graph.kind(edges[at]);
    }

    private boolean has(int mask) {
        for (int edge : edges) {
            if (graph.isOf(edge, mask)) {
                return true;
            }
        }
        return false;
    }

    /** How many transactions it has. */
    int size() {
        int size = 0;
        for (int node : nodes) {
            size += graph.isTransaction(node) ? 1 : 0;
        }
        return size;
    }
}
