package io.replicatedpostgres.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process, so that another one which gets the same number later is not taken for it: {@code 4711@1772360100000}.
 *
 * @param pid its number
 * @param started when it began; the epoch if the operating system does not tell
 */
public record ProcessId(long pid, Instant started) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})@(\\d{1,18})");

    /** Linux computes it from when the machine was started, which moves when the clock is set. */
    private static final Duration INACCURACY = Duration.ofSeconds(2);

    static ProcessId of(ProcessHandle process) {
        long begunMillis =
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return new ProcessId(process.pid(), Instant.ofEpochMilli(begunMillis));
    }

    /** Reads what {@link #toString()} wrote; empty if it is something else. */
    public static Optional<ProcessId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new ProcessId(
                        Long.parseLong(matcher.group(1)), Instant.ofEpochMilli(Long.parseLong(matcher.group(2)))))
                : Optional.empty();
    }

    /** Whether both are the same process. */
    public boolean isSameAs(ProcessId other) {
        return pid == other.pid
                && Duration.between(started, other.started).abs().compareTo(INACCURACY) <= 0;
    }

    @Override
    public String toString() {
        return pid + "@" + started.toEpochMilli();
    }
}
