package io.replicatedpostgres.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.replicatedpostgres.journal.Build;
import io.replicatedpostgres.journal.Header;
import io.replicatedpostgres.journal.ProcessId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A process that wrote journals: when it worked, and for which build. */
final class Writer {

    /** How long a daemon may do nothing between two processes of one build. */
    static final Duration PAUSE_MAX = Duration.ofMinutes(1);

    private static final Instant NO_PROCESS_IS_OLDER = Instant.parse("2020-01-01T00:00:00Z");
    private static final Pattern WALL =
            Pattern.compile("^\\{\"at\":\\d+,\"wall\":\"([^\"]{1,40})\"", Pattern.MULTILINE);
    private static final int TAIL_BYTES = 1 << 16;

    private final Header header;
    private final @Nullable ProcessId process;
    private final @Nullable Build build;
    private final List<Path> journals = new ArrayList<>();
    private Instant from;
    private Instant until;

    /**
     * With one of its headers.
     *
     * @param until when it was seen last
     */
    Writer(Header header, Instant until) {
        this.header = header;
        this.process = ProcessId.parse(header.process()).orElse(null);
        this.build = Build.parse(header.build()).orElse(null);
        this.from = began(header, process);
        this.until = until;
    }

    /** A journal of it, with its header. */
    void wrote(Path journal, Header itsHeader) {
        journals.add(journal);
        from = earlier(from, itsHeader.started());
        until = later(until, later(itsHeader.started(), lastEntry(journal).orElse(Instant.MIN)));
    }

    Instant from() {
        return from;
    }

    List<Path> journals() {
        return journals;
    }

    boolean isOfTheSameRunAs(Writer other) {
        return header.isOfTheSameRunAs(other.header)
                || startedTheOther(other)
                || other.startedTheOther(this)
                || pauseTo(other).isZero()
                || (isOfTheSameDaemonAs(other) && pauseTo(other).compareTo(PAUSE_MAX) <= 0);
    }

    /** Maven that runs tests itself, too. */
    private boolean startedTheOther(Writer other) {
        return process != null
                && other.build != null
                && !other.build.daemon()
                && process.isSameAs(other.build.process());
    }

    private boolean isOfTheSameDaemonAs(Writer other) {
        return build != null
                && other.build != null
                && build.daemon()
                && other.build.daemon()
                && build.process().isSameAs(other.build.process());
    }

    /** How long neither of the two worked; zero if there was a time when both did. */
    private Duration pauseTo(Writer other) {
        Instant oneEnded = earlier(until, other.until);
        Instant otherBegan = later(from, other.from);
        return otherBegan.isAfter(oneEnded) ? Duration.between(oneEnded, otherBegan) : Duration.ZERO;
    }

    /** Where the operating system does not tell, and in journals whose process was made up, that of the first journal. */
    private static Instant began(Header header, @Nullable ProcessId process) {
        return process == null || process.started().isBefore(NO_PROCESS_IS_OLDER)
                ? header.started()
                : earlier(process.started(), header.started());
    }

    /** As the journal says: the time of the file is another one after it was copied. */
    private static Optional<Instant> lastEntry(Path journal) {
        try (var file = new RandomAccessFile(journal.toFile(), "r")) {
            long length = file.length();
            for (long tail = Math.min(length, TAIL_BYTES); tail > 0; tail = Math.min(length, tail * 8)) {
                var bytes = new byte[(int) Math.min(tail, Integer.MAX_VALUE / 2)];
                file.seek(length - bytes.length);
                file.readFully(bytes);
                Optional<Instant> last = lastTime(new String(bytes, ISO_8859_1));
                if (last.isPresent() || bytes.length == length || bytes.length < tail) {
                    return last;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> lastTime(String lines) {
        try {
            return WALL.matcher(lines)
                    .results()
                    .reduce((one, other) -> other)
                    .map((MatchResult found) -> Instant.parse(found.group(1)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
