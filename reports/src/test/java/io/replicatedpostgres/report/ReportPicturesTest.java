package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ReportFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Dimension;

/** Takes the pictures of the README. */
@Tag("browser")
class ReportPicturesTest {

    private final Path output;

    ReportPicturesTest(@TempDir Path output) {
        this.output = output;
    }

    /** The pictures of the README, of the three real runs alone, with {@code -Dscreenshots=directory}. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    @EnabledIfSystemProperty(named = "screenshots", matches = ".+", disabledReason = "-Dscreenshots names no directory")
    void picturesAreTaken(String theme) throws IOException {
        var folder = ReportFolder.in(output.resolve("real"));
        SavedRuns.copyInto(folder);
        Path directory = Path.of(System.getProperty("screenshots"));
        try (OpenPage page = OpenPage.of(Report.render(folder).orElseThrow(), theme, new Dimension(1100, 900))) {
            page.picture(directory.resolve("report-overview-" + theme + ".png"));
            page.unfolded();
            picture(page, "neverAcknowledgeAtOnce", directory.resolve("report-scenario-" + theme + ".png"));
            picture(page, "surviveTheLossOfTheirServer", directory.resolve("report-loss-" + theme + ".png"));
        }
    }

    private static void picture(OpenPage page, String test, Path file) {
        page.ask("""
                [...document.querySelectorAll('details.test')]
                  .find(each => each.querySelector('summary').textContent.includes('%s'))
                  .querySelector('.pictures').scrollIntoView();
                scrollBy(0, -120);
                return 1""".formatted(test));
        page.picture(file);
    }
}
