package io.replicatedpostgres.model;

import java.util.Locale;

/**
 * The number of a timeline. A cluster begins on timeline 1 and each promotion opens the next one.
 *
 * @param id the number, at least 1
 */
public record Timeline(int id) implements Comparable<Timeline> {

    /** The timeline that {@code initdb} makes. */
    public static final Timeline FIRST = new Timeline(1);

    /** Checks the number. */
    public Timeline {
        if (id < 1) {
            throw new IllegalArgumentException(
                    "not a timeline: %s; timelines are numbered from 1. Write for example 1".formatted(id));
        }
    }

    /** The eight hexadecimal digits with which the names of this timeline's files begin. */
    public String filePrefix() {
        return String.format(Locale.ROOT, "%08X", id);
    }

    /** The name of this timeline's history file. Timeline 1 has none on disk. */
    public String historyFile() {
        return filePrefix() + ".history";
    }

    @Override
    public int compareTo(Timeline other) {
        return Integer.compare(id, other.id);
    }

    @Override
    public String toString() {
        return Integer.toString(id);
    }
}
