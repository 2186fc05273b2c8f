package io.replicatedpostgres.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The timelines a server has come along: the one it is on, and each earlier one with the position where it was left.
 *
 * @param current the timeline the server is on
 * @param ancestors the timelines it came from, oldest first
 */
public record TimelineHistory(Timeline current, List<Ancestor> ancestors) {

    /**
     * A timeline that was left.
     *
     * @param timeline the timeline
     * @param leftAt the position where the next timeline begins
     */
    public record Ancestor(Timeline timeline, Lsn leftAt) {}

    /** Copies the list. */
    public TimelineHistory {
        ancestors = List.copyOf(ancestors);
    }

    /** The history of a server that was never promoted and follows no promoted server. */
    public static TimelineHistory first() {
        return new TimelineHistory(Timeline.FIRST, List.of());
    }

    /**
     * Reads a history file as PostgreSQL writes it: a line per ancestor with its number, the switch position and a
     * reason, separated by tabs.
     *
     * @param current the timeline whose history file this is
     * @param file the content of the file
     * @throws IllegalArgumentException if a line is not of that form
     */
    public static TimelineHistory parse(Timeline current, String file) {
        var ancestors = new ArrayList<Ancestor>();
        for (String line : file.lines().toList()) {
            String[] words = line.strip().split("\\s+", 3);
            if (words[0].isEmpty() || words[0].startsWith("#")) {
                continue;
            }
            if (words.length < 2) {
                throw new IllegalArgumentException(
                        "not a line of a timeline history: '%s'; wanted a timeline and an LSN".formatted(line));
            }
            ancestors.add(new Ancestor(new Timeline(Integer.parseInt(words[0])), Lsn.parse(words[1])));
        }
        return new TimelineHistory(current, ancestors);
    }

    /** Where this history left the given timeline; empty if it is still on it, or never was. */
    public Optional<Lsn> left(Timeline timeline) {
        return ancestors.stream()
                .filter(ancestor -> ancestor.timeline().equals(timeline))
                .map(Ancestor::leftAt)
                .findFirst();
    }

    /** Whether this history is on the given timeline or has come along it. */
    public boolean includes(Timeline timeline) {
        return current.equals(timeline) || left(timeline).isPresent();
    }

    /**
     * A position on this history, with the timeline on which it lies there. Where a timeline was left, the position still lies
     * on the timeline that was left.
     */
    public WalPosition at(Lsn lsn) {
        return ancestors.stream()
                .filter(ancestor -> ancestor.leftAt().isAtLeast(lsn))
                .findFirst()
                .map(ancestor -> new WalPosition(ancestor.timeline(), lsn))
                .orElseGet(() -> new WalPosition(current, lsn));
    }

    /** Whether a position lies on this history: on the current timeline, or on an earlier one before that was left. */
    public boolean includes(WalPosition position) {
        return current.equals(position.timeline())
                || left(position.timeline())
                        .filter(left -> left.isAtLeast(position.lsn()))
                        .isPresent();
    }

    /** Where this history came to a timeline: {@link Lsn#ZERO} for its first one; empty if it never did. */
    public Optional<Lsn> began(Timeline timeline) {
        Lsn begin = Lsn.ZERO;
        for (Ancestor ancestor : ancestors) {
            if (ancestor.timeline().equals(timeline)) {
                return Optional.of(begin);
            }
            begin = ancestor.leftAt();
        }
        return current.equals(timeline) ? Optional.of(begin) : Optional.empty();
    }

    /**
     * The position up to which two histories are one. Empty if they share no timeline, or if both are still on the same
     * one, in which case nothing is known of a fork.
     */
    public Optional<Lsn> forkFrom(TimelineHistory other) {
        Optional<Lsn> fork = Optional.empty();
        for (Timeline timeline : timelines()) {
            if (!other.includes(timeline)) {
                break;
            }
            Optional<Lsn> here = left(timeline);
            Optional<Lsn> there = other.left(timeline);
            if (!here.equals(there)) {
                return Optional.of(earliest(here, there));
            }
            fork = here;
        }
        return fork;
    }

    private static Lsn earliest(Optional<Lsn> one, Optional<Lsn> other) {
        if (one.isEmpty()) {
            return other.orElseThrow();
        }
        return other.isEmpty() || other.get().isAfter(one.get()) ? one.get() : other.get();
    }

    /** All timelines of this history, oldest first. */
    public List<Timeline> timelines() {
        var all = new ArrayList<Timeline>();
        ancestors.forEach(ancestor -> all.add(ancestor.timeline()));
        all.add(current);
        return all;
    }

    /** For example {@code timeline 1 up to 0/3000148, timeline 2}. */
    @Override
    public String toString() {
        var words = new StringBuilder();
        ancestors.forEach(
                ancestor -> words.append("timeline %s up to %s, ".formatted(ancestor.timeline(), ancestor.leftAt())));
        return words.append("timeline ").append(current).toString();
    }
}
