package io.replicatedpostgres.spec;

/** Where the WAL that a server has finished with is copied to, and from where its {@code restore_command} reads. */
public enum ArchiveMode {
    /** Nowhere: {@code archive_mode = off}, no {@code restore_command}. */
    NONE,
    /** Each node has a directory of its own, which it also restores from and trims as a standby. */
    PER_NODE,
    /**
     * All nodes write to one directory and restore from it. It is never trimmed: what one standby has replayed, another may
     * still need.
     */
    SHARED
}
