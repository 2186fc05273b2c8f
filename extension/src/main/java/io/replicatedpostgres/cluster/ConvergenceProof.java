package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.TimelineHistory;
import java.util.List;

/**
 * What was compared of two running nodes, and what differs.
 *
 * @param one a node
 * @param other the other one
 * @param history the timelines that the first has come along
 * @param tables how many tables of all databases were compared
 * @param rows how many rows they hold on the first
 * @param lookedBy what else looked: {@code pg_amcheck} at tables and indexes, {@code checksums} at every page
 * @param notLookedBy what else could not look, each with the reason
 * @param differences what differs or is damaged, a line each; none if the two are equal
 */
public record ConvergenceProof(
        NodeRef one,
        NodeRef other,
        TimelineHistory history,
        int tables,
        long rows,
        List<String> lookedBy,
        List<String> notLookedBy,
        List<String> differences) {

    /** Copies the lists. */
    public ConvergenceProof {
        lookedBy = List.copyOf(lookedBy);
        notLookedBy = List.copyOf(notLookedBy);
        differences = List.copyOf(differences);
    }

    /** Whether nothing differs. */
    public boolean holds() {
        return differences.isEmpty();
    }
}
