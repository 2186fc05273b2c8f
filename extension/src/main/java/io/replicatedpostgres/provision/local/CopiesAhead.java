package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.postgres.OwnIdentity;
import io.replicatedpostgres.topology.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What the next cluster will want, made while a test holds this one: copies of the template that was used last, as many as the
 * largest cluster of this JVM has had nodes, and passwords with their hashes. It is made at the lowest priority and one after
 * the other; whoever comes before it is made does not wait for it.
 */
final class CopiesAhead {

    private static final Logger LOG = Loggers.of(CopiesAhead.class);

    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Map<Path, CopiesAhead> OF = new ConcurrentHashMap<>();
    private static final int COPIES_MAX = 4;
    private static final Duration END = Duration.ofSeconds(30);

    /** At the lowest priority a copy takes as long as others leave no processor to it. */
    private static final Duration COPY = Duration.ofMinutes(5);

    private final WorkDirectory work;
    private final RunAs runAs;
    private final Path directory;
    private final LocalCommands commands;
    private final ExecutorService making;

    private final Deque<Path> copies = new ArrayDeque<>();
    private @Nullable Path template;
    private @Nullable OwnIdentity identity;
    private long bytes;
    private int wanted;
    private long number;

    private CopiesAhead(WorkDirectory work, RunAs runAs) {
        this.work = work;
        this.runAs = runAs;
        this.directory = work.ofJvm().resolve("ahead");
        this.commands = new LocalCommands(runAs, directory);
        this.making = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, "replicated-postgres-ahead");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** That of this JVM in a working directory. */
    static CopiesAhead of(WorkDirectory work, RunAs runAs) {
        return OF.computeIfAbsent(work.ofJvm(), path -> {
            var ahead = new CopiesAhead(work, runAs);
            work.atExit(ahead::close);
            return ahead;
        });
    }

    /**
     * Moves a copy of the template to where a data directory is wanted; false if none is ready. Nobody drops the copies of
     * this template meanwhile.
     */
    synchronized boolean moveCopy(Path ofTemplate, Path data) {
        Path copy = ofTemplate.equals(template) ? copies.poll() : null;
        if (copy == null) {
            return false;
        }
        try {
            Files.move(copy, data, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            LOG.debug("{} cannot be used", copy, e);
            return false;
        }
    }

    /** An identity that nobody has had. */
    OwnIdentity identity() {
        return Optional.ofNullable(pollOwnIdentity()).orElseGet(OwnIdentity::random);
    }

    private synchronized @Nullable OwnIdentity pollOwnIdentity() {
        OwnIdentity ready = identity;
        identity = null;
        return ready;
    }

    /** A cluster of so many nodes is up: time to think of the next one. */
    void prepare(Path ofTemplate, int nodes) {
        synchronized (this) {
            wanted = Math.max(wanted, Math.min(nodes, COPIES_MAX));
        }
        if (!making.isShutdown()) {
            making.execute(() -> make(ofTemplate));
        }
    }

    private void make(Path ofTemplate) {
        try {
            if (!ofTemplate.equals(template)) {
                drop(ofTemplate);
                bytes = Export.size(ofTemplate);
            }
            while (lacksCopies() && work.hasRoomToSpare(bytes)) {
                copy(ofTemplate);
            }
            if (lacksOwnIdentity()) {
                OwnIdentity next = OwnIdentity.random();
                synchronized (this) {
                    identity = next;
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("the next cluster will have to copy its template itself", e);
        }
    }

    /** What waits is of no use to the clusters of another template. */
    private void drop(Path next) throws IOException {
        synchronized (this) {
            template = null;
            copies.clear();
        }
        Janitor.deleteTree(directory);
        Files.createDirectory(directory, PRIVATE);
        runAs.own(directory);
        synchronized (this) {
            template = next;
        }
    }

    private void copy(Path ofTemplate) throws IOException {
        Path copy = directory.resolve(String.valueOf(number++));
        boolean whole = false;
        try {
            var result = commands.run(
                    Command.of(
                            "nice",
                            "-n",
                            "19",
                            "cp",
                            "-Rp",
                            ofTemplate.resolve("data").toString(),
                            copy.toString()),
                    COPY);
            if (!result.succeeded()) {
                throw new IOException(result.output().strip());
            }
            whole = true;
        } finally {
            if (!whole) {
                Janitor.deleteTree(copy);
            }
        }
        synchronized (this) {
            copies.add(copy);
        }
    }

    private synchronized boolean lacksCopies() {
        return copies.size() < wanted;
    }

    private synchronized boolean lacksOwnIdentity() {
        return identity == null;
    }

    private void close() {
        making.shutdownNow();
        try {
            boolean ended = making.awaitTermination(END.toSeconds(), TimeUnit.SECONDS);
            if (ended) {
                Janitor.deleteTree(directory);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("could not remove " + directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
