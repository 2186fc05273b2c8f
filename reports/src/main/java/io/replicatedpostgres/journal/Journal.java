package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The record of one attempt at one test, appended to as things happen and never changed.
 *
 * <p>Safe for use by several threads; the order of the lines is the order of their times. An entry is in the hands of the
 * operating system when {@link #append} returns, so that nothing is missing when the process is killed. Appending never
 * throws into a test: what could not be written is remembered, and thrown by {@link #close}. After closing, appending
 * does nothing.
 */
public final class Journal implements AutoCloseable {

    private static final Journal NONE = new Journal(OutputStream.nullOutputStream(), null, Secrets.of());

    private final OutputStream out;
    private final @Nullable Path path;
    private final Lines lines;
    private final AtomicLong ids = new AtomicLong();
    private final long beganNanos = System.nanoTime();
    private @Nullable Exception failure;
    private boolean closed;

    private Journal(OutputStream out, @Nullable Path path, Secrets secrets) {
        this.out = out;
        this.path = path;
        this.lines = new Lines(Json.writing(secrets::redact));
    }

    /**
     * Begins a journal in a new file.
     *
     * @param path where; nothing may be there, and its directory is made if needed
     * @param secrets what must not be written
     * @throws UncheckedIOException if the file cannot be made
     */
    public static Journal create(Path path, Secrets secrets) {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Files.createFile(path);
            Journal journal = appendingTo(path, secrets);
            journal.write(journal.lines.header(Header.now()));
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot begin the journal " + path, e);
        }
    }

    static Journal appendingTo(Path path, Secrets secrets) throws IOException {
        // Not a channel: those close themselves for good when a thread that uses them is interrupted.
        return new Journal(new FileOutputStream(path.toFile()), path, secrets);
    }

    /** Records nothing. */
    public static Journal none() {
        return NONE;
    }

    /** Records that this happened, now. */
    public synchronized void append(Event event) {
        // After a failure the line may be half written: anything behind it would make the whole unreadable.
        if (closed || path == null || failure != null) {
            return;
        }
        try {
            write(lines.entry(new Entry(nowNanos(), Instant.now(), event)));
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    /**
     * Records that this begins; what it gives back is to be run at once, and records how it ends.
     *
     * @param verb PostgreSQL's own word for it, such as {@code promote}
     * @param node whom it is done to; null if it concerns the cluster
     * @param detail what else there is to say; may be empty
     */
    public Act act(String verb, @Nullable NodeRef node, String detail) {
        long id = nextId();
        append(new ActBegan(id, verb, node, detail));
        return new Act(this, id);
    }

    /** A number that no other act, fault or damage in this journal has. */
    public long nextId() {
        return ids.incrementAndGet();
    }

    /** Nanoseconds since the journal began: the clock of its entries. */
    public long nowNanos() {
        return System.nanoTime() - beganNanos;
    }

    /** The file; empty if nothing is recorded. */
    public Optional<Path> path() {
        return Optional.ofNullable(path);
    }

    /**
     * Ends the journal. A second time does nothing.
     *
     * @throws ReplicatedPostgresException if something could not be written
     */
    @Override
    public synchronized void close() {
        if (closed || path == null) {
            return;
        }
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            failure = failure == null ? e : failure;
        }
        if (failure != null) {
            throw new ReplicatedPostgresException(
                    "the journal %s is incomplete: %s".formatted(path, failure.getMessage()), failure);
        }
    }

    private void write(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
