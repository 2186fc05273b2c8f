package io.replicatedpostgres.scenarios.managers;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Clients of each node, which write to it as soon as it lets them.
 *
 * @param works those of each node
 */
record OnEachNode(Map<Node, Workload> works) implements AutoCloseable {

    private static final long SOME = 200;

    static OnEachNode of(Cluster cluster) {
        var works = new LinkedHashMap<Node, Workload>();
        cluster.nodes()
                .forEach(node ->
                        works.put(node, Workload.inserts(cluster, Clients.of(1).through(node.dataSource()))));
        return new OnEachNode(works);
    }

    /** Waits until each of these nodes has acknowledged some more writes. */
    void awaitAcknowledged(Node... nodes) {
        for (Node node : nodes) {
            Workload work = works.get(node);
            if (work == null) {
                throw new IllegalArgumentException(node + " is no node of this cluster");
            }
            work.awaitAcknowledged(SOME);
        }
    }

    @Override
    public void close() {
        works.values().forEach(Workload::close);
    }
}
