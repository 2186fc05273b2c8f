package io.replicatedpostgres.model;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one server says of itself at one moment.
 *
 * @param node which node it is
 * @param role what it is doing
 * @param timeline the timeline it writes or replays; null if it cannot be known because the server does not answer
 * @param written the end of the WAL it has: written by a primary ({@code pg_current_wal_lsn()}), received by a standby;
 *     null if not known
 * @param replayed how far a standby has replayed; equal to {@code written} on a primary; null if not known
 * @param why what a server that runs said instead of an answer, such as {@code FATAL: sorry, too many clients already}; null if it said
 *     nothing
 */
public record ServerState(
        NodeRef node,
        Role role,
        @Nullable Timeline timeline,
        @Nullable Lsn written,
        @Nullable Lsn replayed,
        @Nullable String why) {

    /** The state of a server that answers. */
    public ServerState(
            NodeRef node, Role role, @Nullable Timeline timeline, @Nullable Lsn written, @Nullable Lsn replayed) {
        this(node, role, timeline, written, replayed, null);
    }

    /** The role of a server. */
    public enum Role {
        /** Out of recovery: it takes writes. */
        PRIMARY,
        /** In recovery and readable. */
        STANDBY,
        /** Its processes run, but it answers no query: starting, stopping or frozen. */
        UNRESPONSIVE,
        /** No process of it runs. */
        STOPPED
    }

    /** A server of which no process runs. */
    public static ServerState stopped(NodeRef node) {
        return new ServerState(node, Role.STOPPED, null, null, null);
    }

    /** A server that runs and does not answer. */
    public static ServerState unresponsive(NodeRef node) {
        return new ServerState(node, Role.UNRESPONSIVE, null, null, null);
    }

    /**
     * A server that runs and does not answer the question.
     *
     * @param why what it says instead; null if it says nothing
     */
    public static ServerState unresponsive(NodeRef node, @Nullable String why) {
        return new ServerState(node, Role.UNRESPONSIVE, null, null, null, why);
    }

    /**
     * Whether it is known to have replayed a position; a primary has what it has written.
     *
     * @param position where another server is
     * @param own the history of the timeline this server is on
     */
    public boolean hasReplayed(WalPosition position, TimelineHistory own) {
        return replayed != null && new WalProgress(own, replayed).has(position);
    }

    /**
     * Whether it is known to have replayed a position, without a look at its history: only if it is on the timeline of that
     * position. On another timeline nothing is known, and the answer is no.
     */
    public boolean hasReplayed(WalPosition position) {
        return replayed != null && position.timeline().equals(timeline) && replayed.isAtLeast(position.lsn());
    }

    /** Where it is: written by a primary, replayed by a standby; empty if not known. */
    public Optional<WalPosition> position() {
        return timeline == null || replayed == null
                ? Optional.empty()
                : Optional.of(new WalPosition(timeline, replayed));
    }

    @Override
    public String toString() {
        return "%s %s%s%s%s"
                .formatted(
                        node,
                        role.name().toLowerCase(Locale.ROOT),
                        timeline == null ? "" : " timeline " + timeline,
                        written == null ? "" : " at " + (role == Role.STANDBY ? replayed : written),
                        why == null ? "" : " (" + why + ")");
    }
}
