package io.replicatedpostgres.model;

import java.util.Locale;

/** The kinds of process a PostgreSQL server is made of, by the titles it gives them. */
public enum ProcessKind {
    /** Sends WAL to a standby or to a base backup. */
    WALSENDER,
    /** Receives WAL from the upstream. */
    WALRECEIVER,
    /** Replays WAL. */
    STARTUP,
    /** Writes checkpoints. */
    CHECKPOINTER,
    /** Flushes WAL in the background. */
    WALWRITER,
    /** Runs the archive command. */
    ARCHIVER,
    /** Writes dirty pages in the background. */
    BACKGROUND_WRITER,
    /** Starts autovacuum workers. */
    AUTOVACUUM_LAUNCHER;

    /** How the titles of such processes begin, behind the name of the cluster. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
