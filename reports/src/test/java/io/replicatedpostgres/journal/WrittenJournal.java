package io.replicatedpostgres.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A journal whose times are chosen, for tests of what is made of it. */
public final class WrittenJournal implements AutoCloseable {

    private final Lines lines = new Lines(Json.writing(UnaryOperator.identity()));
    private final Writer writer;
    private final Instant started;
    private long atNanos;

    private WrittenJournal(Writer writer, Instant started) {
        this.writer = writer;
        this.started = started;
    }

    /** Begins one in a new file as the given process would. */
    public static WrittenJournal create(Path path, Instant started, String process) {
        return create(path, started, process, null, null);
    }

    /** As a process of one shard would. */
    public static WrittenJournal ofShard(Path path, Instant started, String process, String shard) {
        return create(path, started, process, null, shard);
    }

    /** As a process would that this build started. */
    public static WrittenJournal create(Path path, Instant started, String process, @Nullable String build) {
        return create(path, started, process, build, null);
    }

    private static WrittenJournal create(
            Path path, Instant started, String process, @Nullable String build, @Nullable String shard) {
        try {
            Files.createDirectories(path.resolveSibling("."));
            var journal = new WrittenJournal(new OutputStreamWriter(Files.newOutputStream(path), UTF_8), started);
            journal.line(
                    journal.lines.header(new Header(Header.FORMAT, Header.VERSION, started, process, build, shard)));
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is appended from now on happened at this time since the beginning. */
    public WrittenJournal at(double millis) {
        atNanos = Math.round(millis * 1e6);
        return this;
    }

    /** Appends. */
    public WrittenJournal append(Event event) {
        try {
            return line(lines.entry(new Entry(atNanos, started.plus(Duration.ofNanos(atNanos)), event)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Appends this as a line, whatever it is. */
    public WrittenJournal line(String line) {
        try {
            writer.write(line + "\n");
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
