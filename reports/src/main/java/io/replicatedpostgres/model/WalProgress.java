package io.replicatedpostgres.model;

import java.util.Comparator;
import java.util.Optional;

/**
 * How far a server has come: the timelines it has come along, and where its WAL ends. This is what can be compared between two
 * servers; a bare {@link Lsn} cannot.
 *
 * @param history the timelines it has come along
 * @param end the end of its WAL
 */
public record WalProgress(TimelineHistory history, Lsn end) {

    /**
     * The one whose history is furthest comes last: the later timeline first, and on one timeline the later position. A server
     * on a later timeline is further than one that stayed behind on an earlier timeline, whatever their positions are.
     */
    public static final Comparator<WalProgress> BY_HISTORY = Comparator.comparing(
                    (WalProgress progress) -> progress.position().timeline())
            .thenComparing(WalProgress::end);

    /** The end, on the timeline on which it lies. */
    public WalPosition position() {
        return history.at(end);
    }

    /** Whether its WAL holds all up to a position: the position lies on its history, and not past its end. */
    public boolean has(WalPosition position) {
        return history.includes(position) && end.isAtLeast(position.lsn());
    }

    /** Whether its WAL holds all that another server has. */
    public boolean has(WalProgress other) {
        return has(other.position());
    }

    /**
     * Where two histories parted, if both servers have WAL past it: they have diverged. Two timelines of one number cannot be
     * told apart by histories; their WAL has to be compared.
     */
    public Optional<Lsn> divergedFrom(WalProgress other) {
        return history.forkFrom(other.history())
                .filter(fork -> end.isAfter(fork) && other.end().isAfter(fork));
    }

    /** The end of what both have, as far as their histories tell. */
    public Lsn commonWith(WalProgress other) {
        Lsn shorter = other.end().isAfter(end) ? end : other.end();
        return history.forkFrom(other.history()).filter(shorter::isAfter).orElse(shorter);
    }

    /** For example {@code 0/5000148 on timeline 2}. */
    @Override
    public String toString() {
        return position().toString();
    }
}
