package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** When a line was written to a log, on the clock of the journal: the observer reads it a moment later. */
final class ServerTime {

    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT);
    private static final String UTC = " UTC";

    /** More than this is not the observer's delay but another clock. */
    private static final Duration DELAY_MAX = Duration.ofSeconds(30);

    private ServerTime() {}

    /** The time of the line in the journal's nanoseconds; that of the entry if the line tells none that can be right. */
    static long of(Entry entry, LogLine line) {
        Instant written = parse(line.serverTime());
        if (written == null) {
            return entry.atNanos();
        }
        Duration delay = Duration.between(written, entry.wall());
        boolean right = !delay.isNegative() && delay.compareTo(DELAY_MAX) <= 0;
        return right ? Math.max(0, entry.atNanos() - delay.toNanos()) : entry.atNanos();
    }

    private static @Nullable Instant parse(@Nullable String text) {
        if (text == null || !text.endsWith(UTC)) {
            return null;
        }
        try {
            return LocalDateTime.parse(text.substring(0, text.length() - UTC.length()), FORM)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
