package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * A node began to do something else. Samples tell the same, but only at their times.
 *
 * @param node which node
 * @param role what it does from now on
 * @param timeline the timeline it is on; null if not known
 */
public record RoleChanged(
        NodeRef node, ServerState.Role role, @Nullable Timeline timeline) implements Event {}
