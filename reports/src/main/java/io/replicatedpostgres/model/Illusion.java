package io.replicatedpostgres.model;

import java.util.Locale;

/** Ways in which a server or its views look healthy and are not, or look broken and are not. */
public enum Illusion {
    /** Two nodes were promoted to the same timeline: their histories read the same, and their rows differ. */
    TWIN_TIMELINES,
    /** A primary says that a standby streams, and nothing that it sends arrives. */
    STREAMING_OVER_A_DEAD_LINK,
    /** A standby says that it streams, and no server knows of it. */
    STREAMING_FROM_NOBODY,
    /** A standby receives WAL and does not replay it. */
    REPLAY_STOPPED,
    /** A standby has replayed everything, and the age of its last transaction grows: lag where there is none. */
    IDLE_TIMESTAMPS,
    /** {@code pg_rewind} exited with 0 and did nothing, though the two servers have diverged. */
    REWIND_DID_NOTHING,
    /** A server that wrote past a fork tries again and again to follow the other side of it. */
    LOOPING_ON_A_FORK;

    /** In words. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
