package io.replicatedpostgres.spec;

import java.util.Locale;

/**
 * The level that a COMMIT waits for: PostgreSQL's {@code synchronous_commit}. From {@link #REMOTE_WRITE} on, and for {@link #ON}, it
 * waits for standbys only if {@link SynchronousStandbys} names some.
 */
public enum SynchronousCommit {
    /** For nothing. */
    OFF,
    /** For the local flush, never for a standby. */
    LOCAL,
    /** For a synchronous standby to have written the WAL, though not flushed it. */
    REMOTE_WRITE,
    /** For the local flush, and for a synchronous standby to have flushed. PostgreSQL's default. */
    ON,
    /** For a synchronous standby to have replayed it: a read there sees the row. */
    REMOTE_APPLY;

    /** The value of the setting. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether this level means nothing unless there are synchronous standbys. */
    public boolean needsStandbys() {
        return this == REMOTE_WRITE || this == REMOTE_APPLY;
    }
}
