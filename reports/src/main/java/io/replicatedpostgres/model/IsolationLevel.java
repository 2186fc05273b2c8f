package io.replicatedpostgres.model;

/**
 * An isolation level of PostgreSQL. READ UNCOMMITTED is missing: the server treats it as READ COMMITTED (documentation of
 * PostgreSQL, "Transaction Isolation").
 */
public enum IsolationLevel {
    /** Each statement has a snapshot of its own. The default of the server. */
    READ_COMMITTED,
    /** One snapshot for the whole transaction: snapshot isolation. The highest level that a standby offers. */
    REPEATABLE_READ,
    /** Snapshot isolation, and a transaction that would break serializability is aborted with 40001. Refused by a standby with 0A000. */
    SERIALIZABLE;

    /** As SQL writes it: {@code REPEATABLE READ}. */
    public String sql() {
        return name().replace('_', ' ');
    }
}
