package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * The role of a node when its contents were read in the end. Since version 4 of the format.
 *
 * @param role what it was doing
 * @param timeline the timeline it was on; null if not known
 * @param caughtUp whether it had replayed all that the survivor had written by then; always true of a primary
 */
public record Standing(Role role, @Nullable Timeline timeline, boolean caughtUp) {}
