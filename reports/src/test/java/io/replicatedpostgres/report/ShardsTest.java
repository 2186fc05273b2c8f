package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.journal.WrittenJournal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report of several shards is not green while one of them is missing, and says which. */
class ShardsTest {

    private final ReportFolder folder;

    ShardsTest(@TempDir Path output) {
        this.folder = ReportFolder.in(output);
    }

    @Test
    void allAreThere() throws IOException {
        journal("a", "1/3");
        journal("b", "2/3");
        journal("c", "3/3");
        journal("d", "1/3");

        assertThat(Rendered.from(folder))
                .contains("<h1 class=\"passed\">All 4 tests passed</h1>")
                .doesNotContain("There is no journal");
        assertThat(missing()).isEmpty();
        assertThat(markdown()).doesNotContain("There is no journal");
        assertThat(merged()).isEmpty();
    }

    @Test
    void oneIsMissing() throws IOException {
        journal("a", "1/3");
        journal("b", "3/3");

        String said = "There is no journal of shard 2 of 3: nothing is known of what ran there.";
        assertThat(Rendered.from(folder))
                .contains("<h1 class=\"doubtful\">All 2 tests passed, and nothing is known of shard 2 of 3</h1>")
                .contains("<p class=\"remark\">" + said + "</p>");
        assertThat(missing()).containsExactly("shard 2 of 3");
        assertThat(markdown()).contains("and nothing is known of shard 2 of 3", "- " + said);
        assertThat(closing()).contains("  " + said);
        assertThat(merged()).isEqualTo(said);
    }

    @Test
    void severalAreMissing() throws IOException {
        journal("a", "2/5");
        journal("b", "4/5");

        assertThat(missing()).containsExactly("shards 1, 3 and 5 of 5");
    }

    @Test
    void aShardAloneIsAsGoodAsItsTestsAndSaysThatItIsAlone() throws IOException {
        journal("a", "2/2");

        assertThat(Rendered.from(folder))
                .contains("<h1 class=\"passed\">The test passed</h1>")
                .contains("There is no journal of shard 1 of 2");
        assertThat(missing()).containsExactly("shard 1 of 2");
    }

    @Test
    void runsThatWereDividedInOtherWaysAreToldApart() throws IOException {
        journal("a", "1/2");
        journal("b", "2/2");
        journal("c", "1/3");
        journal("d", "3/3");

        assertThat(missing()).containsExactly("shard 2 of 3");
    }

    @Test
    void aRunWithoutShardsLacksNone() throws IOException {
        journal("a", "no shard");

        assertThat(missing()).isEmpty();
    }

    private void journal(String test, String shard) {
        Path path = folder.journals().resolve(test + ".jsonl");
        try (var journal = WrittenJournal.ofShard(path, Story.STARTED, Story.PROCESS, shard)) {
            journal.append(
                    new ScenarioStarted("[test:" + test + "]", test, "com.acme.T", test, List.of(), Words.none()));
            journal.append(new ScenarioEnded(ScenarioResult.PASSED, null, null));
        }
    }

    private List<String> missing() throws IOException {
        Report.render(folder);
        return JsonParser.parseString(Files.readString(folder.path().resolve("index.json")))
                .getAsJsonObject()
                .getAsJsonArray("missingShards")
                .asList()
                .stream()
                .map(name -> name.getAsString())
                .toList();
    }

    private String markdown() throws IOException {
        Report.render(folder);
        return Files.readString(folder.path().resolve("index.md"));
    }

    private List<String> closing() throws IOException {
        Path sections = Files.createTempDirectory(folder.path(), "sections");
        return ClosingLines.of(new RunReport(new HtmlPage(sections).read(folder.allJournals()), 0, ""), folder.index());
    }

    private String merged() {
        var err = new ByteArrayOutputStream();
        int exit = Main.run(
                List.of("merge", folder.path().toString()),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(exit).isZero();
        return err.toString(StandardCharsets.UTF_8).strip();
    }
}
