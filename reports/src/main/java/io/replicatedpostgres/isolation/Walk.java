package io.replicatedpostgres.isolation;

/** Which edges of a graph may be gone along. */
interface Walk {

    int NOWHERE = -1;

    Graph graph();

    int nodes();

    /** Where a node stands in the graph. */
    int place(int node);

    /** The node that an edge leads to from here; {@link #NOWHERE} if it must not be gone along. */
    int next(int node, int edge);

    /** Along edges of some kinds. */
    record Along(Graph graph, int mask) implements Walk {

        @Override
        public int nodes() {
            return graph.nodes();
        }

        @Override
        public int place(int node) {
            return node;
        }

        @Override
        public int next(int node, int edge) {
            return graph.isOf(edge, mask) ? graph.target(edge) : NOWHERE;
        }
    }

    /**
     * Along all edges, but never along one rw behind another one. Each place is there twice: an odd node was reached by rw. A circle
     * of these nodes is what snapshot isolation excludes, and to find one takes no longer than any circle.
     */
    record NoTwoMissedSideBySide(Graph graph) implements Walk {

        @Override
        public int nodes() {
            return 2 * graph.nodes();
        }

        @Override
        public int place(int node) {
            return node >> 1;
        }

        @Override
        public int next(int node, int edge) {
            boolean missed = graph.kind(edge) == Edge.RW;
            if (!missed) {
                return 2 * graph.target(edge);
            }
            return (node & 1) == 0 ? 2 * graph.target(edge) + 1 : NOWHERE;
        }
    }
}
