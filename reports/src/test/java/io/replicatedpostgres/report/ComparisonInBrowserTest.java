package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioResult;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of two runs as its readers get it: in a real browser. */
@Tag("browser")
class ComparisonInBrowserTest {

    private final Path output;

    ComparisonInBrowserTest(@TempDir Path output) {
        this.output = output;
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void twoRunsSideBySideAreReadToo(String theme) {
        var before = ReportFolder.in(output.resolve("before"));
        var after = ReportFolder.in(output.resolve("after"));
        Rich.write(before.journals().resolve("a.jsonl"), "breaks", ScenarioResult.PASSED, "64MB", 2_000);
        Rich.write(after.journals().resolve("a.jsonl"), "breaks", ScenarioResult.FAILED, "32MB", 4_000);
        Path comparison = output.resolve("comparison.html");
        Report.compare("before", before.allJournals(), "after", after.allJournals(), comparison);

        try (OpenPage page = OpenPage.of(comparison, theme, BrowserTest.DESK)) {
            assertThat(String.valueOf(page.ask("return document.body.innerText")))
                    .contains("breaks", "newly failing");
            assertThat(page.complaints()).isEmpty();
            assertThat(page.requests()).isEmpty();
            assertThat(page.violations()).isEmpty();
        }
        try (OpenPage page = OpenPage.of(comparison, theme, BrowserTest.PHONE)) {
            assertThat(page.overflow()).isLessThanOrEqualTo(0);
        }
    }
}
