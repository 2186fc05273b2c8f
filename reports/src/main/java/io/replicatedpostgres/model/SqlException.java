package io.replicatedpostgres.model;

import org.jspecify.annotations.Nullable;

/**
 * A server answered a statement with an error, the session broke while a statement ran, or the server could not be reached.
 *
 * <p>An error undoes the transaction of the statement. A session that breaks tells nothing: the statement may have been
 * committed before. {@link #isOutcomeUnknown()} tells the two apart.
 */
public final class SqlException extends ReplicatedPostgresException {

    private static final long serialVersionUID = 1L;

    private final String state;
    private final boolean outcomeUnknown;

    /** What was tried, the SQLSTATE if there is one, and what the driver says. */
    public SqlException(String tried, @Nullable String state, Throwable cause) {
        this(tried, state, cause, false);
    }

    private SqlException(String tried, @Nullable String state, Throwable cause, boolean outcomeUnknown) {
        super(tried + ": " + answer(state, cause), cause);
        this.state = state == null ? "" : state;
        this.outcomeUnknown = outcomeUnknown;
    }

    /**
     * A session broke while a statement ran, or the server ended it.
     *
     * @param tried what was tried, and that its outcome is not known
     * @param state the SQLSTATE if there is one
     * @param cause what the driver says
     */
    public static SqlException ofBrokenSession(String tried, @Nullable String state, Throwable cause) {
        return new SqlException(tried, state, cause, true);
    }

    private static String answer(@Nullable String state, Throwable cause) {
        return state == null || state.isEmpty()
                ? "" + cause.getMessage()
                : "[%s] %s".formatted(state, cause.getMessage());
    }

    /** The SQLSTATE, for example {@code 25006} for a write on a standby; empty if the driver gave none. */
    public String state() {
        return state;
    }

    /** Whether the statement may have been committed although it failed: its session broke before the server answered. */
    public boolean isOutcomeUnknown() {
        return outcomeUnknown;
    }
}
