package io.replicatedpostgres.scenarios.hunt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a hunt has done, in a directory: a line for each seed in {@code rounds}, and a directory for each finding. A round that a kill cut off
 * has no line, or a line without its end, and is run again.
 */
final class HuntRecord implements AutoCloseable {

    private static final String REASON = "reason";
    private static final String SEED = "seed";
    private static final String HALF = "half-";

    private final Path directory;
    private final FileChannel rounds;
    private final Set<Long> done = new HashSet<>();
    private final Map<String, HuntFinding> findings = new LinkedHashMap<>();

    private HuntRecord(Path directory, FileChannel rounds) {
        this.directory = directory;
        this.rounds = rounds;
    }

    /**
     * Opens that of a directory, which is made if there is none.
     *
     * @throws IllegalStateException if another hunt has it open
     */
    static HuntRecord open(Path directory) {
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve("rounds");
            FileChannel rounds = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                lock(rounds, directory);
                var record = new HuntRecord(directory, rounds);
                record.read(Files.readString(file));
                return record;
            } catch (IOException | RuntimeException e) {
                rounds.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the record of the hunt in " + directory, e);
        }
    }

    private static void lock(FileChannel rounds, Path directory) throws IOException {
        FileLock lock;
        try {
            lock = rounds.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IllegalStateException(
                    "another hunt has its record in %s. Wait for its end, or name another directory by -Dhunt.directory=…"
                            .formatted(directory));
        }
    }

    private void read(String text) throws IOException {
        int end = text.lastIndexOf('\n') + 1;
        for (String line : text.substring(0, end).lines().toList()) {
            done.add(Long.valueOf(line));
        }
        rounds.truncate(text.substring(0, end).getBytes(UTF_8).length);
        rounds.position(rounds.size());
        removeHalves();
        for (int number = 1; Files.exists(directoryOf(number)); number++) {
            Path at = directoryOf(number);
            String reason = Files.readString(at.resolve(REASON)).strip();
            long seed = Long.parseLong(Files.readString(at.resolve(SEED)).strip());
            findings.put(reason, new HuntFinding(seed, reason, at));
        }
    }

    /** Findings that a kill cut off: their rounds are run again. */
    private void removeHalves() throws IOException {
        try (DirectoryStream<Path> halves = Files.newDirectoryStream(directory, HALF + "*")) {
            for (Path half : halves) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(half)) {
                    for (Path file : files) {
                        Files.delete(file);
                    }
                }
                Files.delete(half);
            }
        }
    }

    private Path directoryOf(int number) {
        return directory.resolve("finding-" + number);
    }

    boolean isDone(long seed) {
        return done.contains(seed);
    }

    /** How many rounds are done. */
    int size() {
        return done.size();
    }

    Collection<HuntFinding> findings() {
        return findings.values();
    }

    /** The round of this seed is done, whatever came of it. */
    void finished(long seed) {
        try {
            rounds.write(ByteBuffer.wrap((seed + "\n").getBytes(UTF_8)));
            rounds.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("the record of the hunt in " + directory, e);
        }
        done.add(seed);
    }

    /**
     * What is needed to see a failure again.
     *
     * @param failure the whole message, with the schedule and the test to paste
     * @param schedule its steps, as the hunt reads them
     * @param circumstances versions, and the command that runs it again
     * @param journal what was recorded
     */
    record Evidence(String failure, String schedule, String circumstances, Optional<Path> journal) {}

    /** Records a failure, with its evidence if its reason is new. */
    HuntFinding found(long seed, String reason, Evidence evidence) {
        HuntFinding known = findings.get(reason);
        if (known == null) {
            known = new HuntFinding(seed, reason, directoryOf(findings.size() + 1));
            write(known, evidence);
            findings.put(reason, known);
        }
        finished(seed);
        return known;
    }

    /** All of it or nothing: the directory gets its name when everything lies in it. */
    private void write(HuntFinding finding, Evidence evidence) {
        try {
            Path half = Files.createTempDirectory(directory, HALF);
            Files.writeString(half.resolve(REASON), finding.reason() + "\n");
            Files.writeString(half.resolve(SEED), finding.seed() + "\n");
            Files.writeString(half.resolve("failure"), evidence.failure() + "\n");
            Files.writeString(half.resolve("schedule"), evidence.schedule() + "\n");
            Files.writeString(half.resolve("circumstances"), evidence.circumstances());
            if (evidence.journal().isPresent()) {
                Files.copy(evidence.journal().get(), half.resolve("journal.jsonl"));
            }
            Files.move(half, finding.directory(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("a finding of the hunt in " + directory, e);
        }
    }

    @Override
    public void close() {
        try {
            rounds.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
