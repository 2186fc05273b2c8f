package io.replicatedpostgres.model;

/**
 * A step around {@code pg_rewind} without which its result is not a working standby. A rewind applies all
 * of them unless told otherwise; without one of them it fails in the way its description says.
 */
public enum Remedy {
    /**
     * A checkpoint on the source first. Without it, up to PostgreSQL 15, a source that was promoted a moment ago still has
     * the old timeline in its control file, and {@code pg_rewind} says {@code no rewind required} and does nothing.
     */
    CHECKPOINT_SOURCE,
    /**
     * Files of the timeline that is abandoned are moved out of the archives the node restores from. Without it the node
     * restores the abandoned {@code .history} and dies: {@code requested timeline 2 does not contain minimum recovery
     * point}.
     */
    SET_ASIDE_ABANDONED_TIMELINE,
    /**
     * The node's own configuration, its upstream and {@code standby.signal} are written after the rewind. Without it the
     * directory holds the <em>source's</em> configuration and starts as a second primary on the source's timeline.
     */
    RESTORE_CONFIGURATION,
    /**
     * One WAL record is written on the source after the rewind. Without it, from an idle source, the node streams and
     * refuses reads for about 20 seconds: its minimum recovery point lies past the last record.
     */
    WAKE_SOURCE,
    /**
     * {@code --restore-target-wal} (PostgreSQL 13 and later, with an archive). Without it the rewind fails with {@code
     * could not find previous WAL record} once the segment of the last common checkpoint has been recycled.
     */
    RESTORE_TARGET_WAL
}
