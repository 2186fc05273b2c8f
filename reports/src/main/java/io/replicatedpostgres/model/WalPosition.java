package io.replicatedpostgres.model;

/**
 * A position in the write-ahead log of one timeline.
 *
 * <p>It cannot be compared with another one: two numbers say which is further only on one history. Ask a {@link
 * TimelineHistory} or a {@link WalProgress}, which know the history.
 *
 * @param timeline the timeline on which the position lies
 * @param lsn the position
 */
public record WalPosition(Timeline timeline, Lsn lsn) {

    /** Checks that the parts are there. */
    public WalPosition {
        Given.value("timeline", timeline);
        Given.value("lsn", lsn);
    }

    /** For example {@code 0/5000148 on timeline 2}. */
    @Override
    public String toString() {
        return "%s on timeline %s".formatted(lsn, timeline);
    }
}
