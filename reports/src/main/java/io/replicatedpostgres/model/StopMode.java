package io.replicatedpostgres.model;

/** How a server is asked to stop: {@code pg_ctl stop -m}. */
public enum StopMode {
    /** Waits until the last client has left. Any open connection makes it wait for ever. */
    SMART,
    /** Disconnects the clients, ships the last WAL to the standbys, writes a checkpoint. */
    FAST,
    /** Ends without a checkpoint: the next start recovers from the WAL, as after a crash. */
    IMMEDIATE
}
