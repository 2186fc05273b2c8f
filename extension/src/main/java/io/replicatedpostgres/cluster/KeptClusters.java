package io.replicatedpostgres.cluster;

import io.replicatedpostgres.journal.Header;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directories of kept clusters beside each other, {@value #MAX} at most. Of one run the first ones stay, because later failures often
 * follow from them; those of earlier runs make room, the oldest first.
 */
public final class KeptClusters {

    /** How many clusters are kept beside each other. */
    public static final int MAX = 10;

    /** Tells a kept cluster from any other directory. */
    static final String PLAN = "plan.txt";

    private static final String RUN = "run.txt";

    private KeptClusters() {}

    /**
     * Takes a place for a cluster that will be kept by {@link Cluster#closeAndKeep}.
     *
     * @param directory where it will be; made now
     * @return whether there is one; no if this run has kept {@value #MAX} clusters beside it already
     * @throws SpecException if its name is empty
     * @throws ReplicatedPostgresException if the directory cannot be made
     */
    public static synchronized boolean reserve(Path directory) {
        requireNamed(directory);
        try {
            List<Path> there =
                    oldestFirst(directory.toAbsolutePath().resolveSibling(".").normalize());
            if (there.size() >= MAX) {
                List<Path> ofEarlierRuns =
                        there.stream().filter(kept -> !isOfThisRun(kept)).toList();
                if (there.size() - ofEarlierRuns.size() >= MAX) {
                    return false;
                }
                removeAll(ofEarlierRuns.subList(0, there.size() - MAX + 1));
            }
            mark(directory);
            return true;
        } catch (IOException e) {
            throw new ReplicatedPostgresException(
                    "the directory %s for the servers' files cannot be made (%s). Make its parent writable."
                            .formatted(directory, e),
                    e);
        }
    }

    /** An empty path is the working directory, which belongs to the user. */
    static void requireNamed(Path directory) {
        if (Given.value("directory", directory).toString().isBlank()) {
            throw SpecException.of(
                    "directory = \"%s\"".formatted(directory),
                    "what is kept is written into a directory of its own",
                    "Write for example target/kept");
        }
    }

    /** The oldest of all make room for one more that is kept in any case. */
    static synchronized void makeRoom(Path directory) throws IOException {
        if (isKept(directory)) {
            return;
        }
        List<Path> there =
                oldestFirst(directory.toAbsolutePath().resolveSibling(".").normalize());
        removeAll(there.subList(0, Math.max(0, there.size() - MAX + 1)));
        mark(directory);
    }

    private static void mark(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(PLAN), "");
        Header self = Header.now();
        Files.writeString(
                directory.resolve(RUN), "%s%n%s%n".formatted(self.process(), self.build() == null ? "" : self.build()));
    }

    private static boolean isOfThisRun(Path kept) {
        try {
            List<String> lines = Files.readAllLines(kept.resolve(RUN));
            String build = lines.size() > 1 && !lines.get(1).isEmpty() ? lines.get(1) : null;
            return !lines.isEmpty()
                    && new Header(Header.FORMAT, Header.VERSION, Instant.EPOCH, lines.get(0), build, null)
                            .isOfTheSameRunAs(Header.now());
        } catch (IOException e) {
            return false; // another version of this wrote it
        }
    }

    /** Every other directory is left alone: a user may have chosen the one above it. */
    private static boolean isKept(Path directory) {
        return Files.isRegularFile(directory.resolve(PLAN));
    }

    private static List<Path> oldestFirst(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> kept = Files.list(parent)) {
            return kept.filter(KeptClusters::isKept)
                    .sorted(Comparator.comparing(KeptClusters::age))
                    .toList();
        }
    }

    private static FileTime age(Path directory) {
        try {
            return Files.getLastModifiedTime(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void removeAll(List<Path> directories) throws IOException {
        for (Path directory : directories) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
