package io.replicatedpostgres.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the journals of a module's tests are, and the report that is made of them: {@code resilience-report} in JUnit's
 * output directory. A journal is {@code journals/<test>/<start>-<pid>.jsonl}, one for each attempt at a test.
 *
 * @param path the folder; it need not exist yet
 */
public record ReportFolder(Path path) {

    private static final String NAME = "resilience-report";
    private static final DateTimeFormatter START =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final AtomicReference<@Nullable ReportFolder> CURRENT = new AtomicReference<>();

    /** The folder in this output directory. */
    public static ReportFolder in(Path outputDirectory) {
        return new ReportFolder(outputDirectory.resolve(NAME));
    }

    /**
     * The folder of the test plan that is being executed in this process; empty before the first one starts, and where
     * JUnit's launcher is not used.
     */
    public static Optional<ReportFolder> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Makes this the {@linkplain #current() current} folder. For the listener, which knows the test plan. */
    public void becomeCurrent() {
        CURRENT.set(this);
    }

    /**
     * Begins a journal of a new attempt at a test. Never overwrites an earlier one.
     *
     * @param uniqueId JUnit's unique id of the test
     * @param secrets what must not be written
     * @throws UncheckedIOException if the file cannot be made
     */
    public Journal newJournal(String uniqueId, Secrets secrets) {
        Path directory = journals().resolve(DirectoryName.of(uniqueId));
        String name =
                START.format(Instant.now()) + "-" + ProcessHandle.current().pid();
        Path path = directory.resolve(name + ".jsonl");
        for (int next = 2; Files.exists(path); next++) {
            path = directory.resolve(name + "-" + next + ".jsonl");
        }
        return Journal.create(path, secrets);
    }

    /** The directory of the journals. */
    public Path journals() {
        return path.resolve("journals");
    }

    /** The report. */
    public Path index() {
        return path.resolve("index.html");
    }

    /** Every journal beneath {@link #journals()}, in the order of their names; none if there is no such directory. */
    public List<Path> allJournals() {
        if (!Files.isDirectory(journals())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(journals())) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jsonl"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
