package io.replicatedpostgres.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one source says of a managed cluster. In a partition the sources contradict each other.
 *
 * @param source who says it: the name of a node whose agent was asked, or of a member of the store
 * @param leader the leader; null if there is none
 * @param members the nodes it knows
 * @param isPaused whether the manager leaves the servers alone
 */
public record ManagerView(String source, @Nullable NodeRef leader, List<ManagerMember> members, boolean isPaused) {

    /** Copies the list. */
    public ManagerView {
        members = List.copyOf(members);
    }

    /** In one line. */
    @Override
    public String toString() {
        return "%s says: %s%s, of %s"
                .formatted(
                        source,
                        leader == null ? "no node leads" : leader + " leads",
                        isPaused ? ", paused" : "",
                        members);
    }
}
