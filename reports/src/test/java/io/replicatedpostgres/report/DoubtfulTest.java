package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.replicatedpostgres.journal.ClusterPlanned;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.journal.WrittenJournal;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.PostgresVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What passed and is not known to have held is not green, and what a detector found is seen: on the page and beside it. */
class DoubtfulTest {

    private static final String LOST = "no acknowledged write lost";
    private static final NodeRef NODE = new NodeRef("node-2");

    private final ReportFolder folder;

    DoubtfulTest(@TempDir Path output) {
        this.folder = ReportFolder.in(output);
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN, passed with something unknown, unknown, not known",
        "FAIL, passed with something broken, broken, broken",
        "ALLOWED, passed with an allowed loss, loss_allowed, loss allowed",
        "A_WORD_OF_A_LATER_VERSION, passed with something unknown, unknown, not known",
    })
    void aPassedTestThatIsNotGreen(String verdict, String words, String code, String word) throws IOException {
        passed("a", journal -> judged(journal, LOST, verdict, "23 of them"));
        String line = LOST + ": " + word + ": 23 of them";

        assertThat(page())
                .contains("<h1 class=\"doubtful\">The test " + words + "</h1>")
                .contains("<article class=\"failure " + code + "\">")
                .contains(line)
                .contains("class=\"test " + code + "\"")
                .doesNotContain("1 passed</span>");
        assertThat(markdown())
                .contains("## Resilience report: The test " + words, "What passed and is not green", line);
        JsonObject run = json();
        assertThat(run.getAsJsonObject("counts").get(code).getAsInt()).isOne();
        assertThat(run.getAsJsonObject("counts").get("passed").getAsInt()).isZero();
        JsonObject test = run.getAsJsonArray("tests").get(0).getAsJsonObject();
        assertThat(test.get("verdict").getAsString()).isEqualTo(code);
        assertThat(test.get("message").getAsString()).isEqualTo(line);
        assertThat(texts(test.getAsJsonArray("doubts"))).containsExactly(line);
        assertThat(closing()).first().asString().contains("1 test: 1 " + words + ": ");
        assertThat(closing()).element(1).asString().contains("T · a " + words + ": " + line);
    }

    @ParameterizedTest
    @CsvSource({"PASS", "NOT_APPLICABLE"})
    void aPassedTestThatIsGreen(String verdict) throws IOException {
        passed("a", journal -> judged(journal, LOST, verdict, "for a reason"));

        assertThat(page()).contains("<h1 class=\"passed\">The test passed</h1>", "for a reason");
        assertThat(json().getAsJsonObject("counts").get("passed").getAsInt()).isOne();
        assertThat(closing()).hasSize(1);
    }

    @Test
    void whatDoesNotApplyIsNotCountedAsHeld() {
        passed("a", journal -> judged(journal, LOST, "NOT_APPLICABLE", "asynchronous"));

        assertThat(page()).containsSubsequence("Does not apply", LOST, "<td class=\"number\">0</td>", ">1</td>");
    }

    @Test
    void aThirdStateIsCountedApartEverywhere() throws IOException {
        IntStream.range(0, 6).forEach(i -> passed("held" + i, journal -> judged(journal, LOST, "PASS", "all there")));
        passed("unknown", DoubtfulTest::notKnown);
        ended("failed", ScenarioResult.FAILED, journal -> {});
        String tally = "8 tests: 6 passed, 1 passed with something unknown, 1 failed";

        assertThat(page())
                .contains("1 of 8 tests did not pass, 1 passed with something unknown")
                .contains("6 passed</span>", "1 passed with something unknown</span>", "1 failed</span>")
                .contains(">passed with something unknown</a>");
        assertThat(markdown()).contains(tally, "| T · unknown | **passed with something unknown** |");
        assertThat(json().get("tally").getAsString()).isEqualTo(tally);
        assertThat(closing()).first().asString().startsWith("Replicated Postgres: " + tally + ": ");
    }

    @Test
    void theWorstOfSeveralDecidesAndTheOthersAreListed() {
        passed("a", journal -> {
            judged(journal, "balances conserved", "ALLOWED", "by a setting");
            judged(journal, LOST, "UNKNOWN", "the nodes were not read");
            judged(journal, "reads are monotonic", "PASS", "they are");
        });

        assertThat(page())
                .containsSubsequence(
                        "The test passed with something unknown",
                        "no acknowledged write lost: not known: the nodes were not read",
                        "balances conserved: loss allowed: by a setting");
    }

    @Test
    void whatIsKnownLaterIsKnownAndWhatIsBrokenStaysSo() throws IOException {
        passed("a", journal -> {
            judged(journal, LOST, "UNKNOWN", "not read yet");
            judged(journal, LOST, "PASS", "all there");
        });
        passed("b", journal -> {
            judged(journal, LOST, "FAIL", "one is gone");
            judged(journal, LOST, "PASS", "it came back");
        });
        passed("c", journal -> {
            judged(journal, LOST, "PASS", "all there");
            judged(journal, LOST, "UNKNOWN", "not read again");
        });

        JsonObject counts = json().getAsJsonObject("counts");
        assertThat(counts.get("passed").getAsInt()).isOne();
        assertThat(counts.get("broken").getAsInt()).isOne();
        assertThat(counts.get("unknown").getAsInt()).isOne();
    }

    @Test
    void aFailedTestNamesWhatIsNotKnownToo() throws IOException {
        ended("a", ScenarioResult.FAILED, DoubtfulTest::notKnown);

        assertThat(page()).contains("The test did not pass", LOST + ": not known: the nodes were not read");
        assertThat(markdown()).contains(LOST + ": not known: the nodes were not read");
        assertThat(json().getAsJsonObject("counts").get("failed").getAsInt()).isOne();
    }

    @Test
    void aTestThatFailedAndThenPassedWithSomethingUnknownIsFlaky() {
        ended("a", ScenarioResult.FAILED, journal -> {});
        attempt("a2", "a", 60, ScenarioResult.PASSED, DoubtfulTest::notKnown);

        assertThat(page()).contains("1 flaky", "The test passed with something unknown");
    }

    @Test
    void whatADetectorFoundInAPassingTestIsSeen() throws IOException {
        passed(
                "a",
                journal -> journal.at(7)
                        .append(new FalseHealth(
                                Illusion.STREAMING_FROM_NOBODY, NODE, "it says it streams, no server knows")));

        assertThat(page())
                .contains("The test passed", "1 finding of detectors")
                .containsSubsequence(
                        "<h2 id=\"found\">What detectors found</h2>",
                        ">a</a>",
                        "0.007 s",
                        "node-2",
                        "streaming from nobody",
                        "it says it streams, no server knows",
                        "All tests");
        assertThat(markdown())
                .containsSubsequence(
                        "What detectors found",
                        "**T · a** at 0.007 s, node-2: streaming from nobody: it says it streams, no server knows");
        JsonObject run = json();
        assertThat(run.getAsJsonObject("counts").get("findings").getAsInt()).isOne();
        JsonObject test = run.getAsJsonArray("tests").get(0).getAsJsonObject();
        for (JsonArray findings : List.of(
                test.getAsJsonArray("findings"),
                test.getAsJsonArray("attempts").get(0).getAsJsonObject().getAsJsonArray("findings"))) {
            JsonObject finding = findings.get(0).getAsJsonObject();
            assertThat(finding.get("kind").getAsString()).isEqualTo("streaming from nobody");
            assertThat(finding.get("node").getAsString()).isEqualTo("node-2");
            assertThat(finding.get("text").getAsString()).contains("no server knows");
        }
        assertThat(closing())
                .element(1)
                .asString()
                .contains("T · a: a detector found on node-2: streaming from nobody: it says it streams");
    }

    @Test
    void ofManyFindingsNoneIsLeftOutWhereATestIsShown() throws IOException {
        passed(
                "a",
                journal -> IntStream.range(0, 3_000)
                        .forEach(i -> journal.at((double) i)
                                .append(new FalseHealth(Illusion.REPLAY_STOPPED, NODE, "the %sth time".formatted(i)))));

        assertThat(page())
                .contains("3,000 findings of detectors", "2980 more; each test has all of its own")
                .contains("the 0th time", "the 1500th time", "the 2999th time");
        assertThat(json().getAsJsonArray("tests")
                        .get(0)
                        .getAsJsonObject()
                        .get("findingsLeftOut")
                        .getAsInt())
                .isEqualTo(2_980);
        assertThat(closing()).hasSize(12).last().asString().contains("2,990 more findings");
    }

    @Test
    void markupInWhatWasFoundOrIsNotKnownIsText() throws IOException {
        String evil = "<script>evil()</script>|`x`\n[y](http://evil)";
        passed("a", journal -> {
            judged(journal, evil, "UNKNOWN", evil);
            journal.append(new FalseHealth(Illusion.REPLAY_STOPPED, NODE, evil));
        });

        assertThat(page()).doesNotContain("<script>evil");
        assertThat(markdown()).doesNotContain("<script", "`x`", "[y]");
        assertThat(closing()).allMatch(line -> line.indexOf('\n') < 0);
    }

    @Test
    void twoSystemsOfOneTestAreNoAttemptsAtEachOther() throws IOException {
        attempt("a1", "a", 0, ScenarioResult.PASSED, DoubtfulTest::notKnown);
        try (var journal = started("a2", "a", "a(Cluster) (second system)", 1)) {
            journal.append(new ScenarioEnded(ScenarioResult.PASSED, null, null));
        }

        assertThat(page()).contains("<h2>a (second system)</h2>", "the nodes were not read");
        assertThat(json().get("tally").getAsString()).isEqualTo("2 tests: 1 passed, 1 passed with something unknown");
    }

    @Test
    void aComparisonSaysWhatIsNewlyInDoubt(@TempDir Path elsewhere) throws IOException {
        passed("before", journal -> judged(journal, LOST, "PASS", "all there"));
        List<Path> before = folder.allJournals();
        Path page = elsewhere.resolve("comparison.html");
        Path after = elsewhere.resolve("after.jsonl");
        try (var journal = WrittenJournal.create(after, Story.STARTED, Story.PROCESS)) {
            start(journal, "before", "before");
            judged(journal, LOST, "UNKNOWN", "the nodes were not read");
            journal.append(new ScenarioEnded(ScenarioResult.PASSED, null, null));
        }

        boolean worse = Report.compare("one", before, "other", List.of(after), page);

        assertThat(worse).isFalse();
        assertThat(Files.readString(page))
                .contains("class=\"doubtful\"", "1 newly in doubt", "passed with something unknown");
    }

    private void passed(String name, Consumer<WrittenJournal> content) {
        ended(name, ScenarioResult.PASSED, content);
    }

    private void ended(String name, ScenarioResult result, Consumer<WrittenJournal> content) {
        attempt(name, name, 0, result, content);
    }

    private void attempt(
            String file, String test, long second, ScenarioResult result, Consumer<WrittenJournal> content) {
        try (var journal = started(file, test, test + "(Cluster)", second)) {
            journal.at(5);
            content.accept(journal);
            String message = result == ScenarioResult.PASSED ? null : "because";
            journal.append(new ScenarioEnded(result, message, null));
        }
    }

    private WrittenJournal started(String file, String test, String displayName, long second) {
        Path path = folder.journals().resolve(file + ".jsonl");
        var journal = WrittenJournal.create(path, Story.STARTED.plusSeconds(second), Story.PROCESS);
        start(journal, test, displayName);
        return journal;
    }

    private static void start(WrittenJournal journal, String test, String displayName) {
        journal.append(
                new ScenarioStarted("[test:" + test + "]", displayName, "com.acme.T", test, List.of(), Words.none()));
        journal.append(new ClusterPlanned("plan", "local", new PostgresVersion(15, 18), "/usr/bin", Map.of()));
    }

    private static void notKnown(WrittenJournal journal) {
        judged(journal, LOST, "UNKNOWN", "the nodes were not read");
    }

    private static void judged(WrittenJournal journal, String guarantee, String verdict, String reason) {
        journal.append(new GuaranteeChecked(guarantee, verdict, reason, List.of()));
    }

    private String page() {
        return Rendered.from(folder);
    }

    private String markdown() throws IOException {
        Report.render(folder);
        return Files.readString(folder.path().resolve("index.md"));
    }

    private JsonObject json() throws IOException {
        Report.render(folder);
        return JsonParser.parseString(Files.readString(folder.path().resolve("index.json")))
                .getAsJsonObject();
    }

    private List<String> closing() throws IOException {
        Path sections = Files.createTempDirectory(folder.path(), "sections");
        var run = new RunReport(new HtmlPage(sections).read(folder.allJournals()), 0, "");
        return ClosingLines.of(run, folder.index());
    }

    private static Stream<String> texts(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsString);
    }
}
