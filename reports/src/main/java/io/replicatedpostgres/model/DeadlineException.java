package io.replicatedpostgres.model;

/** Something did not happen in time. The message names what was waited for, how long, and what was seen last. */
public final class DeadlineException extends ReplicatedPostgresException {

    private static final long serialVersionUID = 1L;

    /** With the complete message. */
    public DeadlineException(String message) {
        super(message);
    }
}
