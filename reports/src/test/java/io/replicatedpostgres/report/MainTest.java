package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.RowRanges;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void rendersTheJournalsOfSeveralDirectoriesAsOneReport() {
        Story.passed(directory.resolve("one/journals/a.jsonl"), "first");
        Story.failed(directory.resolve("two/deep/down/b.jsonl"), "second");
        Path html = directory.resolve("new/report.html");

        int exit = run(directory.resolve("one"), directory.resolve("two"), "-o", html);

        assertThat(exit).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(html.toString());
        assertThat(html).content(StandardCharsets.UTF_8).contains("1 of 2 tests did not pass", "first", "second");
    }

    @Test
    void withoutAnOutputItGoesWhereTheJournalsAre() {
        Story.passed(directory.resolve("journals/a.jsonl"), "first");

        assertThat(run(directory)).isZero();

        assertThat(directory.resolve("index.html"))
                .content(StandardCharsets.UTF_8)
                .contains("The test passed");
    }

    @Test
    void wrongArgumentsAreNamedAndTheUsageIsShown() {
        assertThat(run()).isEqualTo(2);
        assertThat(run(directory.resolve("none"))).isEqualTo(2);
        assertThat(run(directory, "-o")).isEqualTo(2);
        assertThat(run(directory)).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(
                        "no directory", directory + "/none", "the file to write must follow", "there must be journals")
                .contains("Usage:");
    }

    @Test
    void checksJournalsAgain() {
        loss("lost/a.jsonl", true);
        loss("lost/b.jsonl", false);
        Story.passed(directory.resolve("kept/c.jsonl"), "first");

        assertThat(run("check", directory.resolve("lost"))).isOne();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("a.jsonl\n  no acknowledged write lost: BROKEN", "    w insert 0: client 0 was told")
                .contains(
                        "b.jsonl\n  no acknowledged write lost: BROKEN: 1 acknowledged write lost, which no failover");
        assertThat(run("check", directory.resolve("kept/c.jsonl"))).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("c.jsonl\n  no workload ran");
        assertThat(run("check")).isEqualTo(2);
    }

    @Test
    void twoRunsSideBySide() {
        rich("before", "stays", ScenarioResult.PASSED, "64MB", 2_000);
        rich("before", "breaks", ScenarioResult.PASSED, "64MB", 2_000);
        rich("before", "isMended", ScenarioResult.FAILED, "64MB", 2_000);
        rich("after", "stays", ScenarioResult.PASSED, "1GB", 5_000);
        rich("after", "breaks", ScenarioResult.FAILED, "1GB", 2_000);
        rich("after", "isMended", ScenarioResult.PASSED, "1GB", 2_000);

        assertThat(run("compare", directory.resolve("before"), directory.resolve("after")))
                .isOne();

        assertThat(directory.resolve("after/comparison.html"))
                .content(StandardCharsets.UTF_8)
                .containsSubsequence(
                        "1 newly failing, 1 mended of 3 tests",
                        "max_wal_size: 64MB → 1GB (tests: 3)",
                        "RichTest · breaks",
                        "newly failing",
                        "RichTest · isMended",
                        "mended",
                        "RichTest · stays",
                        "as before",
                        "no acknowledged write lost");
        assertThat(directory.resolve("after/comparison.md"))
                .content(StandardCharsets.UTF_8)
                .contains("1.95 s", "4.95 s", "+3.00 s");
    }

    @Test
    void aRunThatIsNoWorseIsNoFailureOfTheComparison() {
        rich("before", "isMended", ScenarioResult.FAILED, "64MB", 2_000);
        rich("after", "isMended", ScenarioResult.PASSED, "64MB", 2_000);
        Path html = directory.resolve("elsewhere/c.html");

        assertThat(run("compare", directory.resolve("before"), directory.resolve("after"), "-o", html))
                .isZero();

        assertThat(html)
                .content(StandardCharsets.UTF_8)
                .contains("0 newly failing, 1 mended of 1 test")
                .doesNotContain("<h3>Settings");
    }

    @Test
    void aComparisonTakesTwoDirectories() {
        assertThat(run("compare", directory)).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("compare of 1 directories", "Name two");
    }

    private void rich(String run, String method, ScenarioResult result, String setting, long until) {
        Rich.write(directory.resolve(run).resolve(method + ".jsonl"), method, result, setting, until);
    }

    private void loss(String name, boolean promised) {
        try (Journal journal = Journal.create(directory.resolve(name), Secrets.of())) {
            journal.append(new Expectations(promised, List.of()));
            journal.append(new WorkloadBegan("w", "inserts", 1, null));
            journal.append(new Operations(
                    "w",
                    List.of(new Operation(
                            0,
                            Operation.Kind.INSERT,
                            0,
                            1,
                            1,
                            Operation.Result.ACKNOWLEDGED,
                            0,
                            0,
                            null,
                            null,
                            null,
                            null))));
            journal.append(
                    new FinalContents("w", new NodeRef("b"), true, RowRanges.EMPTY, RowRanges.EMPTY, Map.of(), null));
        }
    }

    private int run(Object... arguments) {
        List<String> texts = List.of(arguments).stream().map(Object::toString).toList();
        return Main.run(
                texts,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
