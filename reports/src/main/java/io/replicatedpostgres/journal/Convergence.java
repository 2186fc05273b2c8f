package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;
import java.time.Duration;
import java.util.List;

/**
 * All nodes were compared after healing.
 *
 * @param nodes which ones
 * @param took how long it took from the moment it was asked for, also when it failed
 * @param differences what still differed at the deadline, a line each; none if they have converged
 */
public record Convergence(List<NodeRef> nodes, Duration took, List<String> differences) implements Event {

    /** Copies the lists. */
    public Convergence {
        nodes = List.copyOf(nodes);
        differences = List.copyOf(differences);
    }
}
