package io.replicatedpostgres.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of data.
 *
 * @param bytes how many bytes, not negative
 */
public record DataSize(long bytes) implements Comparable<DataSize> {

    private static final long KILO = 1024;
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\s*(kB|MB|GB)");

    /** Checks the amount. */
    public DataSize {
        if (bytes < 0) {
            throw new IllegalArgumentException(
                    "not an amount of data: %s bytes; it cannot be negative. Write for example DataSize.megabytes(64)"
                            .formatted(bytes));
        }
    }

    /** This many bytes. */
    public static DataSize bytes(long count) {
        return new DataSize(count);
    }

    /** This many times 1024 bytes, PostgreSQL's {@code kB}. */
    public static DataSize kilobytes(long count) {
        return times(count, KILO);
    }

    /** This many times 1024² bytes, PostgreSQL's {@code MB}. */
    public static DataSize megabytes(long count) {
        return times(count, KILO * KILO);
    }

    private static DataSize times(long count, long unit) {
        if (count > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException(
                    "not an amount of data: %s times %s bytes; that is more than 8 exabytes. Write for example DataSize.megabytes(64)"
                            .formatted(count, unit));
        }
        // a negative count is refused as it is
        return new DataSize(count < 0 ? count : count * unit);
    }

    /**
     * Reads {@code 64MB}, as PostgreSQL writes amounts of memory.
     *
     * @throws IllegalArgumentException if it is no number with {@code kB}, {@code MB} or {@code GB}
     */
    public static DataSize parse(String text) {
        Matcher matcher = TEXT.matcher(Given.value("text", text));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not an amount of data: '%s'; write for example 64MB".formatted(Given.shown(text)));
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "kB" -> kilobytes(count);
            case "MB" -> megabytes(count);
            default -> times(count, KILO * KILO * KILO);
        };
    }

    @Override
    public int compareTo(DataSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        if (bytes < 10 * KILO) {
            return bytes + " bytes";
        }
        return bytes < 10 * KILO * KILO
                ? bytes / KILO + " kB"
                : String.format(Locale.ROOT, "%.1f MB", bytes / (double) (KILO * KILO));
    }
}
