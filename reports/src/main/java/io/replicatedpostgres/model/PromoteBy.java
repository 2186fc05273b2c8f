package io.replicatedpostgres.model;

/** The ways in which a standby is told to become a primary. */
public enum PromoteBy {
    /** {@code SELECT pg_promote()}, from PostgreSQL 12 on. */
    SQL,
    /** {@code pg_ctl promote}. */
    PG_CTL,
    /** Touching the file of {@code promote_trigger_file}: up to PostgreSQL 15, the setting is gone in 16. */
    TRIGGER_FILE
}
