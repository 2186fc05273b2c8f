package io.replicatedpostgres.model;

import java.util.Locale;

/**
 * A false impression that the observer finds by itself: a server or its views look healthy and are not, or look broken and
 * are not, or something is wrong that no test has asked for.
 */
public enum Illusion {
    /** Two nodes were promoted to the same timeline: their histories read the same, and their rows differ. */
    TWIN_TIMELINES,
    /** A primary says that a standby streams, and nothing that it sends arrives. */
    STREAMING_OVER_A_DEAD_LINK,
    /** A standby says that it streams, and no server knows of it. */
    STREAMING_FROM_NOBODY,
    /** A standby receives WAL and does not replay it, for longer than {@code recovery_min_apply_delay} explains. */
    REPLAY_STOPPED,
    /** A standby has replayed everything, and the age of its last transaction grows: lag where there is none. */
    IDLE_TIMESTAMPS,
    /** {@code pg_rewind} exited with 0 and did nothing, though the two servers have diverged. */
    REWIND_DID_NOTHING,
    /** A server that wrote past a fork tries again and again to follow the other side of it. */
    LOOPING_ON_A_FORK,
    /** A server ended, or all its processes did, and no verb and no fault of the test has done that. */
    ENDED_BY_ITSELF,
    /** A standby tries again and again to stream, and its upstream refuses that each time for the same reason. */
    CANNOT_STREAM,
    /** A standby replays what its archive gives, and does not stream from the upstream that it has. */
    LIVING_ON_ITS_ARCHIVE,
    /** Commits wait for more synchronous standbys than are connected. */
    WAITING_FOR_AN_ABSENT_STANDBY,
    /** A slot keeps more and more WAL, and nothing streams from it. */
    UNUSED_SLOT,
    /** A slot that nothing uses keeps its {@code xmin}: vacuum removes no row that is newer. */
    SLOT_HOLDS_XMIN,
    /** A logical slot on a standby has the name of a failover slot of the primary, which is not copied because of it (17 and later). */
    SLOT_BLOCKS_SYNCHRONIZATION;

    /**
     * Whether something is wrong with the cluster. Else a view of it misleads, and the cluster is as it should be: that is told, and is no
     * finding.
     */
    public boolean isWrong() {
        return this != IDLE_TIMESTAMPS;
    }

    /** In words. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
