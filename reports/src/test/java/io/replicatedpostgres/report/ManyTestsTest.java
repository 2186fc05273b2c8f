package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.ReportFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run with many tests, as its text says it. */
class ManyTestsTest {

    private final ReportFolder folder;
    private String html = "";

    ManyTestsTest(@TempDir Path output) {
        this.folder = ReportFolder.in(output);
    }

    @BeforeEach
    void render() {
        Many.write(folder);
        html = Rendered.from(folder);
    }

    @Test
    void contentsNameEachPartAndEachTheme() {
        String contents = html.substring(html.indexOf("<nav class=\"contents\""), html.indexOf("</nav>"));

        assertThat(contents)
                .contains("<a href=\"#worst\">What is not green</a> (1)")
                .contains("<a href=\"#measures\">What was lost, and the time to recover</a> (2)")
                .contains("<a href=\"#all\">All tests</a> (30)")
                .containsSubsequence(">network</a>", "14 tests", ">promotion</a>", "3 tests", ">slots</a>", "13 tests");
    }

    @Test
    void failuresAndLossesStandBeforeTheThemes() {
        assertThat(html)
                .containsSubsequence(
                        "<h2 id=\"worst\">What is not green</h2>",
                        ">Fails in the end</a>",
                        "<h2 id=\"measures\">What was lost, and the time to recover</h2>",
                        ">Loses what it announces</a>",
                        "<h2 id=\"all\">All tests</h2>",
                        "<h2>network</h2>",
                        "14 tests: 1 failed, 13 passed",
                        "<h2>promotion</h2>",
                        "<h2>slots</h2>");
    }

    @Test
    void aLossInAGreenTestIsExplainedInTheTableAndInTheTest() {
        String note = "The test passed all the same: it announces this loss (LOST_WRITES). "
                + "2 acknowledged writes lost, as asynchronous replication allows";

        assertThat(html)
                .containsSubsequence(
                        "<h2 id=\"measures\">",
                        note + "</small>",
                        "<h2 id=\"all\">",
                        "Writes were lost, and the test passed",
                        "2 acknowledged writes of w are not on node-1",
                        note + "</p>");
    }

    @Test
    void whatWasNotComparedIsNotKnownAndNotZero() {
        String measures = html.substring(html.indexOf("id=\"measures\""), html.indexOf("id=\"guarantees\""));
        String unknown = measures.substring(measures.indexOf(">Compares nothing</a>"));
        String test = html.substring(html.indexOf("<h2>Compares nothing</h2>"));
        String told = test.substring(
                test.indexOf("What clients were told"), test.indexOf("</section>", test.indexOf("-ledger")));

        assertThat(unknown).contains("data-label=\"Writes lost (RPO)\" class=\"number \">not known</td>");
        assertThat(told)
                .contains("<td class=\"number \">not known</td>")
                .contains("it is not known whether writes were lost");
    }

    @Test
    void aTestWithoutAClusterIsInNoColumnAndIsCounted() {
        String matrix = html.substring(html.indexOf("id=\"matrix\""), html.indexOf("id=\"not-run\""));

        assertThat(matrix)
                .contains("PostgreSQL 15, local", "PostgreSQL 17, local", "1 more had no cluster")
                .doesNotContain("not started", "isNotRun");
        assertThat(html).containsSubsequence("id=\"not-run\"", "no disk here", "Is not run");
    }

    @Test
    void withoutAScriptNothingIsHiddenAndNoControlIsShown() {
        assertThat(html)
                .containsPattern("<form class=\"find\" [^>]*hidden>")
                .containsPattern("<p class=\"controls logs\" hidden>")
                .doesNotContainPattern("<details[^>]* hidden");
    }

    @Test
    void eachTestHasAStoryOfItsOwn() {
        assertThat(html.substring(html.indexOf("<h2>Fails in the end</h2>")))
                .containsSubsequence("The story", "0.010 s</a> kill: node-1");
    }
}
