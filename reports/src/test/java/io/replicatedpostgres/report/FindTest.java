package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.ReportFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Dimension;

/** How a reader finds a test among many: in a real browser. */
@Tag("browser")
class FindTest {

    private static final Dimension DESK = new Dimension(1280, 1000);
    private static final Dimension PHONE = new Dimension(390, 844);
    private static final String SEEN =
            "return [...document.querySelectorAll('details.test')].filter(each => each.checkVisibility()).map(find.name)";

    private final Path output;
    private Path html = Path.of("");

    FindTest(@TempDir Path output) {
        this.output = output;
    }

    @BeforeEach
    void render() {
        var folder = ReportFolder.in(output);
        Many.write(folder);
        html = Report.render(folder).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text    | killed 19                  | 1  | a word of the name, and another",
                "text    | SLOTTEST                   | 13 | the class, in other letters",
                "text    | sleeps in losesWhat        | 1  | the situation",
                "text    | two differ                 | 1  | the message",
                "text    | promotion                  | 3  | the theme",
                "text    | killed -slots              | 13 | without a word",
                "text    | no such test               | 0  | nothing",
                "verdict | failed                     | 1  | a verdict",
                "verdict | not-green                  | 2  | all that is not green",
                "theme   | slots                      | 13 | a theme",
                "version | 17                         | 9  | a major version",
                "tag     | new                        | 9  | a tag"
            })
    void onlyWhatIsLookedForIsShown(String field, String value, int count, String what) {
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            choose(page, field, value);

            assertThat((List<?>) page.ask(SEEN)).as(what).hasSize(count);
            assertThat(page.ask("return find.form.elements.shown.value"))
                    .isEqualTo(count == 0 ? "No test is like this." : count + " of 30 tests");
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void filtersAddUpAndAreTakenBackAtOnce() {
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            Object before = page.ask(SEEN);
            choose(page, "version", "17");
            choose(page, "theme", "slots");
            assertThat((List<?>) page.ask(SEEN)).hasSize(5);

            page.ask("find.form.querySelector('button[type=reset]').click(); return 1");

            assertThat(page.ask("return find.tests.filter(each => each.hidden).length"))
                    .isEqualTo(0L);
            assertThat(page.ask(SEEN)).as("the same themes are open as before").isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lost, Loses what it announces",
        "outage, Compares nothing|Loses what it announces",
        "time, Holds when killed 25",
        "name, Compares nothing",
        "verdict, Fails in the end"
    })
    void theListIsSortedAndWhatIsNotKnownComesLast(String order, String first) {
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            choose(page, "sort", order);
            List<?> seen = (List<?>) page.ask(SEEN);
            assertThat(seen).hasSize(30);
            assertThat(first.split("\\|", -1)).contains(String.valueOf(seen.get(0)));

            choose(page, "sort", "");

            assertThat(page.ask("return find.themes.every(theme => !theme.hidden && find.tests.every("
                            + "test => test.dataset.theme !== theme.dataset.theme || test.parentElement === theme))"))
                    .isEqualTo(true);
        }
    }

    @Test
    void aLinkLeadsToATestThatAFilterHides() {
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            choose(page, "text", "killed");
            assertThat(page.ask(
                            "return find.tests.find(each => find.name(each) === 'Fails in the end').checkVisibility()"))
                    .isEqualTo(false);

            page.ask("document.querySelector('.failure a').click(); return 1");

            assertThat(
                            page.ask(
                                    "const wanted = find.tests.find(each => find.name(each) === 'Fails in the end');"
                                            + " return new Promise(done => setTimeout(() => done(wanted.checkVisibility() && wanted.open), 200))"))
                    .isEqualTo(true);
        }
    }

    @Test
    void aNumberAtTheTopShowsTheTestsThatItCounts() {
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            page.ask("document.querySelector('.facts a.skipped').click(); return 1");

            assertThat((List<?>) page.ask("return new Promise(done => setTimeout(() => done(find.tests.filter("
                            + "each => !each.hidden).map(find.name)), 200))"))
                    .isEqualTo(List.of("Is not run"));
        }
    }

    @Test
    void linesOfLogsAreSwitchedOffAndOnInAllTests() {
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            page.unfolded();
            String lines =
                    "return [...document.querySelectorAll('tr.raw')].filter(each => each.checkVisibility()).length";
            assertThat(page.ask(lines)).isEqualTo(29L);

            page.ask("document.querySelector('input[data-logs]').click(); return 1");
            assertThat(page.ask(lines)).isEqualTo(0L);
            assertThat(
                            page.ask(
                                    "return [...document.querySelectorAll('tr.act')].filter(each => each.checkVisibility()).length"))
                    .isEqualTo(29L);

            page.ask("location.hash = document.querySelector('tr.raw').id; return 1");
            assertThat(
                            page.ask(
                                    "return new Promise(done => setTimeout(() => done(document.querySelector('tr.raw').checkVisibility()), 200))"))
                    .as("a link to a line shows it")
                    .isEqualTo(true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void nobodyIsKeptFromSearching(String theme) {
        try (OpenPage page = OpenPage.of(html, theme, DESK)) {
            choose(page, "text", "killed");

            assertThat(page.violations()).isEmpty();
            assertThat(page.ask("return [...find.form.elements].filter(each => each.matches('input, select'))"
                            + ".every(each => each.labels.length === 1)"))
                    .isEqualTo(true);
        }
    }

    @Test
    void onPaperEachThemeIsOpenAndAfterwardsAsBefore() {
        try (OpenPage page = OpenPage.of(html, "light", DESK)) {
            String open = "return find.themes.map(each => each.open).join()";
            Object before = page.ask(open);
            assertThat(before).isEqualTo("true,false,false");

            assertThat(page.ask("dispatchEvent(new Event('beforeprint')); " + open))
                    .isEqualTo("true,true,true");
            assertThat(page.ask("dispatchEvent(new Event('afterprint')); " + open))
                    .isEqualTo(before);
        }
    }

    @Test
    void onAPhoneEachFigureOfALossStandsBesideItsName() {
        try (OpenPage page = OpenPage.of(html, "light", PHONE)) {
            assertThat(page.ask("return [...document.querySelectorAll('#measures ~ .wide')].every("
                            + "each => each.scrollWidth <= each.clientWidth)"))
                    .isEqualTo(true);
            assertThat(
                            page.ask(
                                    "return getComputedStyle(document.querySelector('table.cards td.worse'), '::before').content"))
                    .isEqualTo("\"Writes lost (RPO)\"");
            assertThat(page.overflow()).isLessThanOrEqualTo(0);
        }
    }

    private static void choose(OpenPage page, String field, String value) {
        assertThat(page.ask(String.format(Locale.ROOT, """
                const field = find.form.elements['%s'];
                field.value = '%s';
                field.dispatchEvent(new Event('input', { bubbles: true }));
                return field.value;""", field, value)))
                .as("there is such a choice")
                .isEqualTo(value);
    }
}
