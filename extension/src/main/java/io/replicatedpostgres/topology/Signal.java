package io.replicatedpostgres.topology;

/** The signals a PostgreSQL server understands, and those that need no understanding. */
public enum Signal {
    /** Reload the configuration. */
    HUP,
    /** Fast shutdown for a postmaster; cancel for a backend. */
    INT,
    /** Immediate shutdown for a postmaster. */
    QUIT,
    /** Smart shutdown for a postmaster; terminate for a backend. */
    TERM,
    /** Look at the promote file. */
    USR1,
    /** End at once. */
    KILL,
    /** Freeze. */
    STOP,
    /** Thaw. */
    CONT
}
