package io.replicatedpostgres.topology;

import io.replicatedpostgres.model.NodeRef;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One direction between two ends. The direction is that of the connection: {@code node-2→node-1} carries the WAL that node-2 fetches
 * from node-1.
 *
 * @param fromOrClients who connects; null for the clients of the test
 * @param to who is connected to
 */
public record Route(@Nullable NodeRef fromOrClients, NodeRef to) {

    /** From one node to another. */
    public static Route between(NodeRef from, NodeRef to) {
        return new Route(from, to);
    }

    /** From the test's clients to a node. */
    public static Route ofClients(NodeRef to) {
        return new Route(null, to);
    }

    /** Who connects; empty for the clients of the test. */
    public Optional<NodeRef> from() {
        return Optional.ofNullable(fromOrClients);
    }

    @Override
    public String toString() {
        return (fromOrClients == null ? "clients" : fromOrClients.name()) + "→" + to;
    }
}
