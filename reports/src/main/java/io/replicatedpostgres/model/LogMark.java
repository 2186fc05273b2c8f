package io.replicatedpostgres.model;

/**
 * A place in a server's log, so that an old line cannot satisfy a new wait.
 *
 * @param offsetBytes how much of the log lies before it
 */
public record LogMark(long offsetBytes) {

    /** The beginning of the log. */
    public static final LogMark BEGINNING = new LogMark(0);
}
