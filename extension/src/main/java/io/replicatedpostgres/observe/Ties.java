package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import java.util.Optional;

/** How a node is tied to the other nodes of its cluster, as the harness knows it. */
public interface Ties {

    /** The node that it was told to follow; empty if it follows none. */
    Optional<NodeRef> upstream();

    /** The slot that it streams through on its upstream; empty for none. */
    Optional<String> slot();

    /** The {@code application_name} of its walreceiver; empty if that is the name of the node. */
    default Optional<String> applicationName() {
        return Optional.empty();
    }

    /** Which node answers at an endpoint that this node connects to; empty if no node of the cluster does. */
    Optional<NodeRef> at(Endpoint endpoint);

    /** Of a node of which nothing is known. */
    static Ties unknown() {
        return new Ties() {
            @Override
            public Optional<NodeRef> upstream() {
                return Optional.empty();
            }

            @Override
            public Optional<String> slot() {
                return Optional.empty();
            }

            @Override
            public Optional<NodeRef> at(Endpoint endpoint) {
                return Optional.empty();
            }
        };
    }
}
