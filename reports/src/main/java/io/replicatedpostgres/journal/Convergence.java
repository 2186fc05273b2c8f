package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of the cluster were compared with each other.
 *
 * @param nodes which ones were compared
 * @param took how long it took from the moment it was asked for, also when it failed
 * @param differences what still differed at the deadline, a line each; none if they have converged
 * @param leftOut the nodes of the cluster that were not compared; null before version 4 of the format, which does not say
 */
public record Convergence(
        List<NodeRef> nodes,
        Duration took,
        List<String> differences,
        @Nullable List<LeftOut> leftOut) implements Event {

    /**
     * A node of the cluster that was not compared.
     *
     * @param node which one
     * @param reason why, as in {@code it is stopped}
     * @param asked whether the test asked for it
     */
    public record LeftOut(NodeRef node, String reason, boolean asked) {}

    /** Copies the lists. */
    public Convergence {
        nodes = List.copyOf(nodes);
        differences = List.copyOf(differences);
        leftOut = leftOut == null ? null : List.copyOf(leftOut);
    }

    /** It is not known whether there were other nodes. */
    public Convergence(List<NodeRef> nodes, Duration took, List<String> differences) {
        this(nodes, took, differences, null);
    }
}
