package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.ReportFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Dimension;

/** The page as its readers get it: in a real browser. */
@Tag("browser")
class BrowserTest {

    private static final Path SAVED = Path.of("src/test/resources/journals");
    private static final Dimension DESK = new Dimension(1280, 1000);
    private static final Dimension PHONE = new Dimension(500, 900);

    private final Path output;
    private Path html = Path.of("");

    BrowserTest(@TempDir Path output) {
        this.output = output;
    }

    /** One that failed, one that passed, and what real servers left: a loss, a split brain, a good end. */
    @BeforeEach
    void render() throws IOException {
        var folder = ReportFolder.in(output);
        Story.failed(folder.journals().resolve("a.jsonl"), "rewindWithAStaleArchive");
        Story.passed(folder.journals().resolve("b.jsonl"), "rewind");
        try (Stream<Path> saved = Files.list(SAVED)) {
            for (Path journal : saved.toList()) {
                Files.copy(journal, folder.journals().resolve(journal.getFileName()));
            }
        }
        html = Report.render(folder).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void everyPictureIsDrawnAndNothingIsAskedForOrComplainedOf(String theme) {
        try (OpenPage page = OpenPage.of(html, theme, DESK)) {
            assertThat(page.unfolded()).isEqualTo(5);

            assertThat(page.ask("return [...document.querySelectorAll('.pictures')].filter(each => echarts"
                            + ".getInstanceByDom(each).getOption().series.every(one => one.data.length === 0)).length"))
                    .isEqualTo(0L);
            assertThat(String.valueOf(page.ask("return document.querySelector('.pictures').textContent")))
                    .contains("primary, timeline 1", "standby, timeline 1", "primary, timeline 2", "stopped")
                    .contains("assertion failed");
            assertThat(page.complaints()).isEmpty();
            assertThat(page.requests()).isEmpty();
        }
    }

    @Test
    void eachLinkLeadsSomewhere() {
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            assertThat((List<?>) page.ask("return [...document.links].map(each => each.getAttribute('href'))"))
                    .isNotEmpty();
            assertThat(
                            (List<?>)
                                    page.ask(
                                            "return [...document.links].map(each => each.getAttribute('href')).filter(to =>"
                                                    + " !to.startsWith('#') || !document.getElementById(decodeURIComponent(to.slice(1))))"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void nobodyIsKeptFromReadingIt(String theme) {
        try (OpenPage page = OpenPage.of(html, theme, DESK)) {
            page.unfolded();

            assertThat(page.violations()).isEmpty();
        }
    }

    @Test
    void onAPhoneOnlyTablesAndPicturesScrollSideways() {
        try (OpenPage page = OpenPage.of(html, "light", PHONE)) {
            page.unfolded();

            assertThat((Long) page.ask("return document.scrollingElement.scrollWidth - innerWidth"))
                    .isLessThanOrEqualTo(0L);
        }
    }

    @Test
    void whatIsWrongWithAPageIsSeen() throws IOException {
        Files.writeString(html, """
                <meta http-equiv=Content-Security-Policy content="default-src 'none'; style-src 'unsafe-inline'">
                <script>1</script><img src="http://127.0.0.1:9/x"><p style="color: #bbb; background: #fff">pale</p>
                <div style="width: 3000px">wide</div>""");

        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            assertThat(page.complaints()).isNotEmpty();
            assertThat(page.violations().toString())
                    .contains("image-alt", "color-contrast", "html-has-lang", "landmark-one-main");
            assertThat((Long) page.ask("return document.scrollingElement.scrollWidth - innerWidth"))
                    .isPositive();
        }
        Files.writeString(html, "<img src='http://127.0.0.1:9/x'>");
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            assertThat(page.requests()).isNotEmpty();
        }
    }

    /** The pictures of the README, with {@code -Dscreenshots=directory}. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    @EnabledIfSystemProperty(named = "screenshots", matches = ".+", disabledReason = "-Dscreenshots names no directory")
    void picturesAreTaken(String theme) {
        Path directory = Path.of(System.getProperty("screenshots"));
        try (OpenPage page = OpenPage.of(html, theme, new Dimension(1100, 900))) {
            page.picture(directory.resolve("report-overview-" + theme + ".png"));
            page.unfolded();
            page.ask("document.querySelector('.pictures').scrollIntoView(); scrollBy(0, -120); return 1");
            page.picture(directory.resolve("report-scenario-" + theme + ".png"));
        }
    }
}
