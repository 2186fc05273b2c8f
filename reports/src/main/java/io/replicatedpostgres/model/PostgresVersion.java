package io.replicatedpostgres.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of PostgreSQL.
 *
 * @param major for example 15
 * @param minor for example 18; 0 for a beta, a release candidate or a development version
 */
public record PostgresVersion(int major, int minor) implements Comparable<PostgresVersion> {

    private static final Pattern TEXT = Pattern.compile("(?:^|\\s)(\\d+)(?:\\.(\\d+)|(?:beta|rc|devel)\\d*)?(?=\\s|$)");

    /**
     * Reads a version from a text that contains one, such as {@code postgres (PostgreSQL) 15.18 (Debian 15.18-0)}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static PostgresVersion parse(String text) {
        Matcher matcher = TEXT.matcher(Given.value("text", text));
        if (!matcher.find()) {
            throw new IllegalArgumentException(
                    "no PostgreSQL version in '%s'; wanted something like 15.18".formatted(Given.shown(text)));
        }
        String minor = matcher.group(2);
        return new PostgresVersion(Integer.parseInt(matcher.group(1)), minor == null ? 0 : Integer.parseInt(minor));
    }

    /** Whether this is the given major version or a later one. */
    public boolean isAtLeast(int otherMajor) {
        return major >= otherMajor;
    }

    @Override
    public int compareTo(PostgresVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
