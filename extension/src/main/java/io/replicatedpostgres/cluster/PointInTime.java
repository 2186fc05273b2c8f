package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.Timeline;
import java.time.Duration;

/**
 * A node that was recovered to a target.
 *
 * @param node which one
 * @param target where it was to end
 * @param stoppedAt where it ended, as PostgreSQL says it: {@code before commit of transaction 741, time …}
 * @param role a primary, or a standby that is paused
 * @param timeline a new one for a primary
 * @param along the timeline whose WAL it followed: the latest in the archive, unless the target names one. A position, a
 *     transaction or a time on an older timeline is something else there
 * @param replayedTo how far WAL was replayed; for a primary, where its own begins to follow
 * @param took from the copy of the backup to the target
 */
public record PointInTime(
        Node node,
        RecoveryTarget target,
        String stoppedAt,
        ServerState.Role role,
        Timeline timeline,
        Timeline along,
        Lsn replayedTo,
        Duration took) {}
