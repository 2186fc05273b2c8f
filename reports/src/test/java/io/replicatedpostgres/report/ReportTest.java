package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.journal.WrittenJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private final Path output;
    private final ReportFolder folder;

    ReportTest(@TempDir Path output) {
        this.output = output;
        this.folder = ReportFolder.in(output);
    }

    @Test
    void withoutJournalsNothingIsWritten() {
        assertThat(Report.render(folder)).isEmpty();

        assertThat(output).isEmptyDirectory();
    }

    @Test
    void aFailureComesFirstWithItsReasonAndTheLineOfTheLog() {
        Story.passed(journal("a"), "splitBrainIsRepairedByRewind");
        Story.failed(journal("b"), "rewindWithAStaleArchive");

        String html = rendered();

        assertThat(html).contains("1 of 2 tests did not pass");
        assertThat(html.indexOf("rewindWithAStaleArchive")).isLessThan(html.indexOf("splitBrainIsRepairedByRewind"));
        assertThat(html)
                .containsSubsequence(
                        "It failed at 5.335 s",
                        "node-2 did not start within 3 s",
                        "What the servers said",
                        "FATAL:  requested timeline 2 does not contain minimum recovery point",
                        "target/kept/SplitBrainTest");
    }

    @Test
    void theWordsThePlanAndTheSettingsAreThere() {
        Story.passed(journal("a"), "splitBrainIsRepairedByRewind");

        assertThat(rendered())
                .contains("The test passed")
                .contains("A standby is promoted while the primary is still alive")
                .contains("Each has commits that the other lacks")
                .contains("├─ node-1 primary")
                .contains("<code>wal_log_hints</code>")
                .contains("PostgreSQL 15.18");
    }

    @Test
    void everyPictureHasATableBehindIt() {
        Story.passed(journal("a"), "splitBrainIsRepairedByRewind");

        assertThat(rendered())
                .containsSubsequence("Roles as a table", "primary, timeline 2")
                .containsSubsequence("WAL positions as a table", "node-1: ", " samples", "0/3022340")
                .containsSubsequence("WAL retained by slots as a table", "node_2 on node-1", "19 kB")
                .containsSubsequence("timeline 2 · node-2 promoted at 0/30DBC00", "abandoned", "Timelines as a table");
    }

    @Test
    void theLastAttemptCountsAndATestThatFailedBeforeInTheSameRunIsFlaky() {
        attempt("a1", "test", 0, Story.PROCESS, ScenarioResult.FAILED);
        attempt("a2", "test", 60, Story.PROCESS, ScenarioResult.PASSED);

        assertThat(rendered())
                .contains("The test passed")
                .contains("1 flaky")
                .contains("Older attempt, same run")
                .contains("because of 0");
    }

    @Test
    void aTestThatFailedInAnEarlierRunIsNotFlaky() {
        attempt("a1", "test", 0, "1@1", ScenarioResult.FAILED);
        attempt("a2", "test", 60, "2@2", ScenarioResult.PASSED);

        assertThat(rendered())
                .contains("Older attempt, earlier run")
                .doesNotContain(">flaky<")
                .doesNotContain("1 flaky");
    }

    @Test
    void ofManyAttemptsTheLatestAreShown() {
        IntStream.range(0, 8).forEach(i -> attempt("a" + i, "test", i, i + "@" + i, ScenarioResult.FAILED));

        assertThat(rendered())
                .contains("because of 7")
                .contains("because of 5")
                .doesNotContain("because of 4")
                .contains("5 still older attempts are not shown");
    }

    @Test
    void aJournalWithoutAnEndIsThatOfAKilledProcess() {
        attempt("a", "test", 0, Story.PROCESS, null);

        assertThat(rendered())
                .contains("The test did not pass")
                .contains("unfinished")
                .contains("its process was killed, or the test is still running");
    }

    @Test
    void renderingLeavesNothingButTheReport() throws IOException {
        attempt("a", "test", 0, Story.PROCESS, ScenarioResult.PASSED);
        Path leftByAKilledProcess = Files.createDirectories(folder.path().resolve(".rendering/deeper"));

        Report.render(folder);

        assertThat(leftByAKilledProcess).doesNotExist();
        assertThat(folder.path())
                .isDirectoryNotContaining("glob:**/.rendering")
                .isDirectoryContaining("glob:**/index.html");
    }

    @Test
    void severalMayRenderAtTheSameTime() throws IOException {
        attempt("a", "test", 0, Story.PROCESS, ScenarioResult.PASSED);

        IntStream.range(0, 8).parallel().forEach(i -> Report.render(folder));

        assertThat(Files.readString(folder.index())).endsWith("</html>\n").contains("The test passed");
    }

    @Test
    void thePageNeedsNoNetworkAndAllowsNone() {
        Story.passed(journal("a"), "splitBrainIsRepairedByRewind");

        assertThat(rendered())
                .contains("default-src &#39;none&#39;")
                .doesNotContainPattern("(src|href)=\"(https?:)?//")
                .doesNotContain("@import")
                .doesNotContain("url(http");
    }

    private void attempt(String file, String test, long second, String process, @Nullable ScenarioResult result) {
        try (var journal = WrittenJournal.create(journal(file), Story.STARTED.plusSeconds(second), process)) {
            journal.append(
                    new ScenarioStarted("[test:" + test + "]", test, "com.acme.T", test, List.of(), Words.none()));
            journal.at(5).append(new Note("something"));
            if (result != null) {
                String message = result == ScenarioResult.FAILED ? "because of " + second : null;
                journal.at(9).append(new ScenarioEnded(result, message, null));
            }
        }
    }

    private Path journal(String name) {
        return folder.journals().resolve(name + ".jsonl");
    }

    private String rendered() {
        return Rendered.from(folder);
    }
}
