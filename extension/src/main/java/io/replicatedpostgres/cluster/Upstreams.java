package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.NodeRef;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** From whom a standby streams. */
final class Upstreams {

    private Upstreams() {}

    /** The nodes of its chain: itself, from whom it streams, from whom that one does, and so on; each once. */
    static Set<NodeRef> chainOf(Cluster cluster, NodeRef standby) {
        Set<NodeRef> chain = new LinkedHashSet<>();
        Optional<NodeRef> at = Optional.of(standby);
        while (at.isPresent() && chain.add(at.get())) {
            at = cluster.node(at.get()).member().upstream();
        }
        return chain;
    }
}
