package io.replicatedpostgres.provision;

import io.replicatedpostgres.spec.NodeSpec;

/** Makes room for one more node in a cluster that runs. */
@FunctionalInterface
public interface Growth {

    /**
     * Adds a host without a data directory, and the links to and from every other node and from the clients, to the topology.
     * Whatever it made is gone again when it throws.
     *
     * @throws io.replicatedpostgres.model.SpecException if it cannot be had here; the message tells the way out
     */
    void add(NodeSpec node);
}
