package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.journal.WrittenJournal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesBesideThePageTest {

    private static final Pattern FIELD = Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE);

    @TempDir
    Path directory;

    @Test
    void jsonHoldsTheRun() throws IOException {
        Story.passed(journal("a"), "splitBrainIsRepairedByRewind");
        Story.failed(journal("b"), "rewindWithAStaleArchive");

        JsonObject run = json();

        assertThat(run.get("schema").getAsInt()).isEqualTo(RunJson.SCHEMA);
        assertThat(run.getAsJsonObject("counts").get("failed").getAsInt()).isOne();
        JsonObject failed = run.getAsJsonArray("tests").get(0).getAsJsonObject();
        assertThat(failed.get("name").getAsString()).isEqualTo("rewindWithAStaleArchive");
        assertThat(failed.get("verdict").getAsString()).isEqualTo("failed");
        JsonObject attempt = failed.getAsJsonArray("attempts").get(0).getAsJsonObject();
        assertThat(attempt.get("message").getAsString()).contains("node-2 did not start");
        assertThat(attempt.getAsJsonArray("forks")).hasSize(1);
        assertThat(attempt.getAsJsonArray("moments").toString()).contains("requested timeline 2");
    }

    @Test
    void everyFieldIsInTheSchemaAndEveryFieldOfTheSchemaIsThere() throws IOException {
        Story.passed(journal("a"), "first");
        Rich.write(journal("b"));
        var written = new TreeSet<String>();
        paths("", json(), written);

        Set<String> documented = FIELD.matcher(Files.readString(Path.of("../docs/report-schema.md")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(written).isEqualTo(documented);
    }

    @Test
    void markdownSaysWhatFailedFirst() throws IOException {
        Story.passed(journal("a"), "splitBrainIsRepairedByRewind");
        Story.failed(journal("b"), "rewindWithAStaleArchive");
        Report.render(ReportFolder.in(directory));

        assertThat(folder().resolve("index.md"))
                .content(StandardCharsets.UTF_8)
                .containsSubsequence(
                        "## Resilience report: 1 of 2 tests did not pass",
                        "What did not pass",
                        "rewindWithAStaleArchive",
                        "node-2 did not start",
                        "| Scenario | PostgreSQL 15, local |",
                        "**failed**",
                        "passed");
    }

    @Test
    void markupOfNamesIsTextInMarkdownAndJson() throws IOException {
        String evil = "a|b `c` <script>evil()</script>\n# head [x](http://evil) @all ![i](j) _em_ *b* <!-- c";
        try (var journal = WrittenJournal.create(journal("a"), Story.STARTED, Story.PROCESS)) {
            journal.at(0)
                    .append(new ScenarioStarted(
                            "id", evil, "C", null, List.of(evil), new Words(evil, null, null, null, null)));
            journal.at(1).append(new ScenarioEnded(ScenarioResult.FAILED, evil, null));
        }

        JsonObject run = json();

        assertThat(run.toString()).contains("evil");
        assertThat(Files.readString(folder().resolve("index.md")))
                .contains("evil")
                .doesNotContain("<script", "a|b", "`c`", "\n# head", "[x]", "@all", "_em_", "*b*", "<!-- c", "http://");
    }

    @Test
    void theSummaryOfAStepHasEachFolderOnce() throws IOException {
        Path file = directory.resolve("summary.md");
        Files.writeString(file, "of another step\n");

        StepSummary.put(file, "one", "first of one\n");
        StepSummary.put(file, "two", "first of two\n");
        StepSummary.put(file, "one", "second of one\n");

        assertThat(file)
                .content(StandardCharsets.UTF_8)
                .contains("of another step", "first of two", "second of one")
                .doesNotContain("first of one");
    }

    @Test
    void theSummaryOfAStepDoesNotGrowPastItsLimit() throws IOException {
        Path file = directory.resolve("summary.md");

        assertThat(StepSummary.put(file, "one", "x".repeat(1 << 20))).isFalse();

        assertThat(file).doesNotExist();
    }

    private Path folder() {
        return ReportFolder.in(directory).path();
    }

    private Path journal(String name) {
        return ReportFolder.in(directory).journals().resolve(name + ".jsonl");
    }

    private JsonObject json() throws IOException {
        Report.render(ReportFolder.in(directory));
        return JsonParser.parseString(Files.readString(folder().resolve("index.json")))
                .getAsJsonObject();
    }

    private static void paths(String path, JsonElement element, Set<String> paths) {
        if (element instanceof JsonArray array) {
            array.forEach(part -> paths(path + "[]", part, paths));
        } else if (element instanceof JsonObject object && !path.endsWith("].guarantees")) {
            object.entrySet()
                    .forEach(field -> paths(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), paths));
        } else {
            paths.add(path);
        }
    }
}
