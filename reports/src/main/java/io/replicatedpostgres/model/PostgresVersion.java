package io.replicatedpostgres.model;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of PostgreSQL.
 *
 * @param major for example 15
 * @param minor for example 18; 0 before the first release of a major version
 * @param stage {@code devel}, {@code beta2} or {@code rc1} before that release, as {@code postgres --version} writes it; empty for a
 *     release
 */
public record PostgresVersion(int major, int minor, String stage) implements Comparable<PostgresVersion> {

    private static final String STAGES = "devel|(?:alpha|beta|rc)\\d{1,3}";
    private static final Pattern TEXT =
            Pattern.compile("(?:^|\\s)(\\d{1,4})(?:\\.(\\d{1,4})|(%s))?(?=\\s|$)".formatted(STAGES));

    private static final Comparator<PostgresVersion> ORDER = Comparator.comparingInt(PostgresVersion::major)
            .thenComparing(PostgresVersion::isDevelopment, Comparator.reverseOrder())
            .thenComparingInt(PostgresVersion::minor)
            .thenComparing(version -> !version.stage.equals("devel"))
            .thenComparing(version -> version.stage.replaceAll("\\d", ""))
            .thenComparingInt(PostgresVersion::number);

    /**
     * Checks the stage.
     *
     * @throws SpecException if there is no such stage
     */
    public PostgresVersion {
        Given.value("stage", stage);
        if (!stage.isEmpty() && !stage.matches(STAGES)) {
            throw SpecException.of(
                    "stage = \"%s\"".formatted(Given.shown(stage)),
                    "PostgreSQL has none of that name",
                    "Write devel, beta1 or rc1, or leave it empty for a release");
        }
    }

    /** A release. */
    public PostgresVersion(int major, int minor) {
        this(major, minor, "");
    }

    /**
     * Reads a version from a text that contains one, such as {@code postgres (PostgreSQL) 15.18 (Debian 15.18-0)} or {@code 19devel}.
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
        String stage = matcher.group(3);
        return new PostgresVersion(
                Integer.parseInt(matcher.group(1)),
                minor == null ? 0 : Integer.parseInt(minor),
                stage == null ? "" : stage);
    }

    /** Whether this is the given major version or a later one. */
    public boolean isAtLeast(int otherMajor) {
        return major >= otherMajor;
    }

    /** Whether it comes before the first release of its major version. */
    public boolean isDevelopment() {
        return !stage.isEmpty();
    }

    private int number() {
        String digits = stage.replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** {@code 19devel}, {@code 19beta1}, {@code 19rc1}, {@code 19.0}, {@code 19.1}. */
    @Override
    public int compareTo(PostgresVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return isDevelopment() ? major + stage : major + "." + minor;
    }
}
