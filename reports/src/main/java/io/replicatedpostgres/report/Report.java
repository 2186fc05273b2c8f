package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ReportFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Renders the report: one HTML file that needs nothing but a browser. Whoever looks at it sees the old one or the new one
 * and never a half of either, and several processes may render at the same time.
 */
public final class Report {

    private Report() {}

    /**
     * Renders the report of all journals in this folder, and gives back the file; empty, and nothing written, if there
     * are no journals.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    public static Optional<Path> render(ReportFolder folder) {
        if (folder.allJournals().isEmpty()) {
            return Optional.empty();
        }
        try (var lock = DirectoryLock.acquire(folder.path())) {
            // Listed under the lock: whoever held it may have waited for these very journals.
            render(folder.allJournals(), folder.index(), lock.workplace());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot render " + folder.index(), e);
        }
        return Optional.of(folder.index());
    }

    /**
     * Renders the report of these journals.
     *
     * @param html where; a file that is there is replaced
     * @throws UncheckedIOException if it cannot be written
     */
    public static void render(List<Path> journals, Path html) {
        Path directory = Optional.ofNullable(html.toAbsolutePath().getParent()).orElseThrow();
        try {
            Files.createDirectories(directory);
            try (var lock = DirectoryLock.acquire(directory)) {
                render(journals, html, lock.workplace());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot render " + html, e);
        }
    }

    private static void render(List<Path> journals, Path html, Path workplace) throws IOException {
        removeAll(workplace);
        Files.createDirectories(workplace);
        try {
            Path made = workplace.resolve("index.html");
            new HtmlPage(workplace).write(journals, made);
            Files.move(made, html, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            removeAll(workplace);
        }
    }

    private static void removeAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
