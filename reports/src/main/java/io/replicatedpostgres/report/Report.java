package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Header;
import io.replicatedpostgres.journal.ReportFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Renders the report: one HTML file that needs nothing but a browser, and beside it, with the same name, the same as JSON and
 * the overview as Markdown. A reader sees the old one or the new one
 * and never a half of either, and several processes may render at the same time.
 */
public final class Report {

    /** The ending of the page, of the same as data, and of the overview as Markdown. */
    static final String HTML = ".html";

    static final String JSON = ".json";
    static final String MARKDOWN = ".md";

    private Report() {}

    /**
     * Renders the report of all journals in this folder, of whatever run, and gives back the file; empty, and nothing written,
     * if there are no journals.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    public static Optional<Path> render(ReportFolder folder) {
        return render(folder, Report::all).map(run -> folder.index());
    }

    /**
     * Renders the report of the run that this process belongs to, and gives back what is in it; empty, and nothing written, if
     * it left no journal.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    static Optional<RunReport> renderRun(ReportFolder folder) {
        Header self = Header.now();
        return render(folder, journals -> RunJournals.of(journals, self, Instant.now()));
    }

    private static Optional<RunReport> render(ReportFolder folder, Function<List<Path>, RunJournals> chosen) {
        if (chosen.apply(folder.allJournals()).ofTheRun().isEmpty()) {
            return Optional.empty();
        }
        try (var lock = DirectoryLock.acquire(folder.path())) {
            // Listed under the lock: its last holder may have waited for these very journals.
            RunJournals journals = chosen.apply(folder.allJournals());
            return Optional.of(render(journals, folder.journals(), folder.index(), lock.workplace()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot render " + folder.index(), e);
        }
    }

    private static RunJournals all(List<Path> journals) {
        return new RunJournals(journals, List.of());
    }

    /**
     * Renders the report of these journals.
     *
     * @param html where; a file that is there is replaced
     * @throws UncheckedIOException if it cannot be written
     */
    public static void render(List<Path> journals, Path html) {
        merge(journals, html);
    }

    /** Renders the report of these journals, and gives back what is in it. */
    static RunReport merge(List<Path> journals, Path html) {
        Path directory = Optional.ofNullable(html.toAbsolutePath().getParent()).orElseThrow();
        try {
            Files.createDirectories(directory);
            try (var lock = DirectoryLock.acquire(directory)) {
                return render(all(journals), directory, html, lock.workplace());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot render " + html, e);
        }
    }

    private static RunReport render(RunJournals journals, Path folder, Path html, Path workplace) throws IOException {
        removeAll(workplace);
        Files.createDirectories(workplace);
        try {
            var page = new HtmlPage(workplace);
            RunReport run = page.write(journals, folder, workplace.resolve("index.html"));
            page.writeJson(run, workplace.resolve("index.json"));
            Files.writeString(workplace.resolve("index.md"), RunMarkdown.of(run), StandardCharsets.UTF_8);
            for (String ending : List.of(JSON, MARKDOWN, HTML)) {
                move(workplace.resolve("index" + ending), beside(html, ending));
            }
            return run;
        } finally {
            removeAll(workplace);
        }
    }

    /**
     * Renders two runs side by side, as a page and beside it as Markdown, and tells whether the second one is worse: a test
     * fails, or a guarantee is broken, that did not before.
     *
     * @throws UncheckedIOException if it cannot be written
     */
    static boolean compare(String before, List<Path> one, String after, List<Path> other, Path html) {
        Path directory = Optional.ofNullable(html.toAbsolutePath().getParent()).orElseThrow();
        try {
            Files.createDirectories(directory);
            try (var lock = DirectoryLock.acquire(directory)) {
                return compare(before, one, after, other, html, lock.workplace());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot render " + html, e);
        }
    }

    private static boolean compare(
            String before, List<Path> one, String after, List<Path> other, Path html, Path workplace)
            throws IOException {
        removeAll(workplace);
        Files.createDirectories(workplace);
        try {
            var page = new HtmlPage(workplace);
            Comparison comparison = Comparison.of(before, page.read(one), after, page.read(other));
            page.write(comparison, workplace.resolve("index.html"));
            Files.writeString(workplace.resolve("index.md"), ComparisonMarkdown.of(comparison), StandardCharsets.UTF_8);
            for (String ending : List.of(MARKDOWN, HTML)) {
                move(workplace.resolve("index" + ending), beside(html, ending));
            }
            return comparison.isWorse();
        } finally {
            removeAll(workplace);
        }
    }

    /** The file beside a page that has another ending. */
    static Path beside(Path html, String ending) {
        String name = String.valueOf(html.getFileName());
        String stem = name.endsWith(HTML) ? name.substring(0, name.length() - HTML.length()) : name;
        return ending.equals(HTML) ? html : html.resolveSibling(stem + ending);
    }

    private static void move(Path made, Path to) throws IOException {
        Files.move(made, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
