package io.replicatedpostgres.model;

import org.jspecify.annotations.Nullable;

/**
 * A node as a failover manager sees it.
 *
 * @param node which node
 * @param role in the manager's words: of Patroni {@code leader}, {@code replica}, {@code sync_standby}
 * @param state in the manager's words: of Patroni {@code running}, {@code streaming}, {@code start failed}
 * @param timeline the timeline it is said to be on; null if nothing is said
 * @param lagBytes how many bytes of WAL it is said to be behind; null if nothing is said
 */
public record ManagerMember(
        NodeRef node,
        String role,
        String state,
        @Nullable Timeline timeline,
        @Nullable Long lagBytes) {

    /** Whether the manager says that commits wait for it. */
    public boolean isSynchronous() {
        return role.equals("sync_standby") || role.equals("quorum_standby");
    }

    /** In one line. */
    @Override
    public String toString() {
        return "%s (%s, %s%s%s)"
                .formatted(
                        node,
                        role,
                        state,
                        timeline == null ? "" : ", timeline " + timeline,
                        lagBytes == null ? "" : ", %s bytes behind".formatted(lagBytes));
    }
}
