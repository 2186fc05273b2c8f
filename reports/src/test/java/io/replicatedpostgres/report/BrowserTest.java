package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.ReportFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Dimension;

/** The page as its readers get it: in a real browser. */
@Tag("browser")
class BrowserTest {

    static final Dimension DESK = new Dimension(1280, 1000);
    static final Dimension PHONE = new Dimension(390, 844);

    /** As narrow as WCAG 1.4.10 asks for; it also stands for typefaces wider than this machine's. */
    private static final Dimension NARROWEST = new Dimension(320, 640);

    private final Path output;
    private Path html = Path.of("");

    BrowserTest(@TempDir Path output) {
        this.output = output;
    }

    /** A run that failed in its own words, one that passed, and three of real servers: a loss, a split brain, a story. */
    @BeforeEach
    void render() throws IOException {
        var folder = ReportFolder.in(output);
        Story.failed(folder.journals().resolve("a.jsonl"), "rewindWithAStaleArchive");
        Story.passed(folder.journals().resolve("b.jsonl"), "rewind");
        SavedRuns.copyInto(folder);
        Amber.write(folder.journals().resolve("c.jsonl"));
        html = Report.render(folder).orElseThrow();
    }

    @Test
    void whatIsNotGreenAndWhatWasFoundStandsOnTheFirstScreen() {
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            for (String place : List.of(".failure.broken", "ul.found", "a.count.doubtful")) {
                assertThat((Long) page.ask("return Math.round(document.querySelector('" + place
                                + "').getBoundingClientRect().bottom)"))
                        .as(place)
                        .isLessThan(DESK.getHeight());
            }
        }
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
    void noPictureOfAnOpenTestIsEmptyBeforeItIsScrolledTo() {
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            String empty = "return [...document.querySelectorAll('details.test[open] > section > .pictures')]"
                    + ".filter(each => !each.querySelector('svg')).length";
            assertThat(page.ask(empty)).isEqualTo(0L);

            page.ask("document.querySelectorAll('details.test').forEach(each => { each.open = true; });"
                    + " return new Promise(done => setTimeout(() => done(1), 500))");

            assertThat(page.ask(empty)).isEqualTo(0L);
            assertThat(page.ask("return scrollY")).isEqualTo(0L);
        }
    }

    /** Not only the same times: the same times at the same places. */
    @ParameterizedTest
    @MethodSource("widths")
    void allPicturesOfATestHaveOneAxisOfTime(Dimension width) {
        try (OpenPage page = OpenPage.of(html, "light", width)) {
            page.unfolded();

            assertThat((List<?>) page.ask("""
                    const areas = chart => [...Array(chart.getOption().grid.length).keys()].map(i =>
                      chart.getModel().getComponent('grid', i).coordinateSystem.getRect());
                    return [...document.querySelectorAll('.pictures')].map(each => new Set(
                      areas(echarts.getInstanceByDom(each)).map(area => area.x + ' to ' + (area.x + area.width))).size);""")).hasSize(5).allMatch(scales -> scales.equals(1L));
        }
    }

    @Test
    void theTransactionsOfACircleAreMarkedInTheLanesOfTheirNodes(@TempDir Path other) throws IOException {
        var folder = ReportFolder.in(other);
        LongFork.write(folder.journals().resolve("fork.jsonl"));
        try (OpenPage page = OpenPage.of(Report.render(folder).orElseThrow(), "light", DESK)) {
            page.unfolded();

            assertThat(page.ask(
                            "return echarts.getInstanceByDom(document.querySelector('.pictures')).getOption().series"
                                    + ".find(one => one.name === 'circles').data.map(mark => mark[2]).sort().join()"))
                    .as("the row of each mark: three on node-1, one on node-2")
                    .isEqualTo("0,0,0,1");
            assertThat(String.valueOf(page.ask("return document.querySelector('.pictures').textContent")))
                    .contains("T1", "T2", "T3", "T4");
            assertThat(page.complaints()).isEmpty();
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

    @ParameterizedTest
    @MethodSource("phones")
    void onAPhoneOnlyTablesAndPicturesScrollSideways(Dimension phone) {
        try (OpenPage page = OpenPage.of(html, "light", phone)) {
            page.unfolded();

            assertThat(page.widerThanTheScreen()).isEmpty();
            assertThat(page.overflow()).isLessThanOrEqualTo(0);
        }
    }

    /** Were any of it run or loaded, the browser would say so: it may not, by the page's own policy. */
    @Test
    void aHostileJournalIsRead() throws IOException {
        var folder = ReportFolder.in(output.resolve("hostile"));
        String evil =
                "</script></pre><script>window.evil = 1</script><img src=http://127.0.0.1:9/x onerror='evil = 1'>\"'";
        HostileJournalTest.write(folder.journals().resolve("a.jsonl"), evil);
        Files.writeString(folder.journals().resolve("b.jsonl"), "");
        Files.writeString(folder.journals().resolve("c.jsonl"), "\u0000{{{");
        Files.writeString(
                folder.journals().resolve("d.jsonl"),
                "{\"format\":\"replicated-postgres-journal\",\"version\":999,"
                        + "\"started\":\"2031-01-01T00:00:00Z\",\"process\":\"1@1\"}\n");

        try (OpenPage page = OpenPage.of(Report.render(folder).orElseThrow(), "light", DESK)) {
            assertThat(page.unfolded()).isPositive();

            assertThat(page.ask("return typeof window.evil")).isEqualTo("undefined");
            assertThat(page.ask("return document.images.length")).isEqualTo(0L);
            assertThat(String.valueOf(page.ask("return document.body.innerText")))
                    .contains(
                            "window.evil = 1",
                            "b.jsonl",
                            "c.jsonl",
                            "d.jsonl",
                            "version 999",
                            "no journal begins like this");
            assertThat(page.complaints()).isEmpty();
            assertThat(page.requests()).isEmpty();
            assertThat(page.violations()).isEmpty();
        }
    }

    @Test
    void onPaperEveryPictureIsThereUnseen() {
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            assertThat((Long) page.ask("return document.querySelectorAll('.pictures svg').length"))
                    .as("those of the open tests")
                    .isBetween(1L, 4L);

            byte[] paper = page.printed();

            assertThat(new String(paper, 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
            assertThat(pages(paper)).isGreaterThan(5);
            assertThat(page.ask("return document.querySelectorAll('.pictures svg').length"))
                    .isEqualTo(5L);
        }
    }

    private static long pages(byte[] pdf) {
        return Pattern.compile("/Type\\s*/Page\\b")
                .matcher(new String(pdf, StandardCharsets.ISO_8859_1))
                .results()
                .count();
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
            assertThat(page.overflow()).isPositive();
        }
        Files.writeString(html, "<img src='http://127.0.0.1:9/x'>");
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            assertThat(page.requests()).isNotEmpty();
        }
    }

    private static List<Dimension> widths() {
        return List.of(DESK, PHONE);
    }

    private static List<Dimension> phones() {
        return List.of(PHONE, NARROWEST);
    }
}
