package io.replicatedpostgres.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times and durations as the page shows them. */
final class Times {

    private static final DateTimeFormatter WALL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long MILLIS_PER_MINUTE = 60_000;

    private Times() {}

    /** Since the beginning, such as {@code 1.234 s}. */
    static String at(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / NANOS_PER_MILLI / MILLIS_PER_SECOND);
    }

    /** How long, such as {@code 85 ms}. */
    static String lasting(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        if (millis < 10) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        }
        if (millis < MILLIS_PER_SECOND) {
            return String.format(Locale.ROOT, "%.0f ms", millis);
        }
        if (millis < MILLIS_PER_MINUTE) {
            return String.format(Locale.ROOT, "%.2f s", millis / MILLIS_PER_SECOND);
        }
        long seconds = Math.round(millis / MILLIS_PER_SECOND);
        return seconds / 60 + " min " + seconds % 60 + " s";
    }

    /** The time of day. */
    static String wall(Instant instant) {
        return WALL.format(instant);
    }

    /** For the pictures, whose axis is in milliseconds; to the microsecond. */
    static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }
}
