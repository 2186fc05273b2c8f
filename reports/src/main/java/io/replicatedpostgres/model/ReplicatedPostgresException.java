package io.replicatedpostgres.model;

import org.jspecify.annotations.Nullable;

/**
 * Something could not be done. The message says what was tried, on which server, what was wanted, what was last seen and
 * where to look.
 */
public class ReplicatedPostgresException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message alone. */
    public ReplicatedPostgresException(String message) {
        super(Given.shown(message));
    }

    /** With the failure behind it. */
    public ReplicatedPostgresException(String message, @Nullable Throwable cause) {
        super(Given.shown(message), cause);
    }
}
