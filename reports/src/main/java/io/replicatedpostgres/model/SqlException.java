package io.replicatedpostgres.model;

import org.jspecify.annotations.Nullable;

/** A server refused something, or could not be reached. */
public final class SqlException extends ReplicatedPostgresException {

    private static final long serialVersionUID = 1L;

    private final String state;

    /** What was tried, the SQLSTATE if there is one, and what the driver says. */
    public SqlException(String tried, @Nullable String state, Throwable cause) {
        super("%s: [%s] %s".formatted(tried, state, cause.getMessage()), cause);
        this.state = state == null ? "" : state;
    }

    /** The SQLSTATE, for example {@code 25006} for a write on a standby; empty if the driver gave none. */
    public String state() {
        return state;
    }
}
