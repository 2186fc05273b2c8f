package io.replicatedpostgres.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.WriterOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Renders journals as one HTML file. Each journal is read once and rendered into a file of its own before the next one,
 * and the page is then put together, so that only one journal is in memory at a time.
 */
final class HtmlPage {

    private static final int COPY_CHARS = 1 << 16;

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, HtmlPage.class.getClassLoader(), HtmlPage.class.getPackageName());
    private final Path sections;

    /**
     * With a place to work in.
     *
     * @param sections an empty directory
     */
    HtmlPage(Path sections) {
        this.sections = sections;
    }

    /** Writes the page, and gives back what it is about. */
    RunReport write(RunJournals journals, Path folder, Path html) throws IOException {
        RunReport run =
                new RunReport(read(journals.ofTheRun()), journals.earlier().size(), folder.toString());
        render("page.jte", Map.of("run", run, "assets", Assets.load(), "page", this), html);
        return run;
    }

    /** Reads the journals; the section of each attempt and its JSON are there when this returns. */
    List<TestResult> read(List<Path> journals) throws IOException {
        var summaries = new ArrayList<Summary>();
        for (Path journal : journals) {
            summaries.add(section(journal, "a" + summaries.size()));
        }
        return TestResult.of(summaries);
    }

    /** The same as JSON, once it has been read. */
    void writeJson(RunReport run, Path file) throws IOException {
        new RunJson(summary -> json(summary.id())).write(run, file);
    }

    void write(Comparison comparison, Path html) throws IOException {
        render("compare.jte", Map.of("comparison", comparison, "assets", Assets.load()), html);
    }

    private Path json(String id) {
        return sections.resolve(id + ".json");
    }

    /** The section of an attempt, which is escaped already. */
    Content section(Summary summary) {
        return output -> {
            try (Reader reader = Files.newBufferedReader(summary.section())) {
                var chars = new char[COPY_CHARS];
                for (int read = reader.read(chars); read >= 0; read = reader.read(chars)) {
                    output.writeContent(new String(chars, 0, read));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private Summary section(Path journal, String id) throws IOException {
        Attempt attempt = AttemptReader.read(journal);
        Path section = sections.resolve(id + ".html");
        render("attempt.jte", Map.of("attempt", attempt, "id", id), section);
        Summary summary = Summary.of(attempt, id, section);
        Files.writeString(json(id), AttemptJson.of(attempt, summary).toString(), UTF_8);
        return summary;
    }

    private void render(String template, Map<String, Object> parameters, Path file) throws IOException {
        // Not Files.newBufferedWriter: that one throws at half a surrogate pair where this one writes a replacement.
        try (var writer = new BufferedWriter(new OutputStreamWriter(Files.newOutputStream(file), UTF_8))) {
            templates.render(template, parameters, new WriterOutput(writer));
        }
    }
}
