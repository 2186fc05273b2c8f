package io.replicatedpostgres.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of bugs says what {@code track-record.tsv} says; {@code -Drecord.write=true} writes it anew. */
class TrackRecordTest {

    private static final Path PAGE = Path.of("../docs/track-record.md");

    @Test
    void thePageSaysWhatTheListSays() throws IOException {
        String page = new TrackRecord(Bug.all()).page();
        if (Boolean.getBoolean("record.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE)
                .as(
                        "to write it anew: mvn -pl scenarios -am test -Dtest=TrackRecordTest -Dsurefire.failIfNoSpecifiedTests=false -Drecord.write=true")
                .hasContent(page);
    }

    @Test
    void everyRowIsWhole() throws IOException {
        Set<String> scenarios = Told.all().stream()
                .map(told -> told.suite().getSimpleName() + "#" + told.method().getName())
                .collect(Collectors.toSet());
        Set<String> tests = ClientTests.names();

        assertThat(Bug.all())
                .allSatisfy(bug -> assertThat(TrackRecord.brokenBy(bug, bug.isOfAClient() ? tests : scenarios))
                        .as(bug.id())
                        .isEmpty());
        assertThat(Bug.all()).extracting(Bug::id).doesNotHaveDuplicates();
    }

    @Test
    void everyScenarioOfTheThemeFindsABug() {
        Set<String> named = Bug.all().stream().map(Bug::scenario).collect(Collectors.toSet());

        assertThat(Told.all())
                .filteredOn(told -> told.theme().equals("trackrecord"))
                .isNotEmpty()
                .allSatisfy(told -> assertThat(named)
                        .contains(told.suite().getSimpleName() + "#"
                                + told.method().getName()));
    }

    @Test
    void everyTestOfAClientFindsABug() throws IOException {
        Set<String> named = Bug.all().stream().map(Bug::scenario).collect(Collectors.toSet());

        assertThat(named).containsAll(ClientTests.names());
    }

    @Test
    void theCommandOfAClientNamesTheVersionOfItsJar() {
        Bug driver = Bug.parse("R1\tpgjdbc\t42.2.7\ttimeouts\twrong\tfound\tATest#b\tit says\t42.2.6\t42.2.7\t");
        Bug pool = Bug.parse("R2\tHikariCP\t6.0.0\teviction\twrong\tfound\tATest#b\tit says\t5.1.0\t6.0.0\t");

        assertThat(driver.command()).isEqualTo("mvn -f consumers/drivers test -Dpgjdbc.version=42.2.6 -Dtest=ATest#b");
        assertThat(pool.command())
                .isEqualTo(
                        "mvn -f consumers/drivers test -Dhikaricp.version=5.1.0 -Dpgjdbc.version=42.2.6 -Dtest=ATest#b");
        assertThat(TrackRecord.brokenBy(driver, Set.of("ATest#b"))).isEmpty();
        assertThat(TrackRecord.brokenBy(pool, Set.of("ATest#b"))).isEmpty();
    }

    @Test
    void theCommandTakesTheNewestVersionWithTheBug() {
        Bug bug = Bug.parse("R1\tP\t13.6 14.2\tslots\twrong\tfound\tA#b\tit says\t13.3 14.0\t13.22 14.20\t");

        assertThat(bug.command()).isEqualTo("./verify --embedded 14.0.0 --scenario A#b");
        assertThat(TrackRecord.brokenBy(bug, Set.of("A#b"))).isEmpty();
        assertThat(new TrackRecord(List.of(bug)).page())
                .contains("Of 1 fixes 1 are found.")
                .contains(
                        "| R1 | 13.6, 14.2 | wrong | 13.3, 14.0 | 13.22, 14.20 | `it says` | `./verify --embedded 14.0.0 ");
    }

    @Test
    void halfARowIsNoRow() {
        Bug found = Bug.parse("R1\tP\t\tslots\twrong\tfound\tA#b\t\t13.3\t14.20\t");
        Bug missed = Bug.parse("R2\tP\t14.2\tslots\twrong\tnot found\t\t\t\t\t");
        Bug other = Bug.parse("R3\tP\t14.2\tslots\twrong\tperhaps\t\t\t\t\t");

        assertThat(TrackRecord.brokenBy(found, Set.of())).hasSize(4);
        assertThat(TrackRecord.brokenBy(missed, Set.of())).containsExactly("it is not found, and does not say why");
        assertThat(TrackRecord.brokenBy(other, Set.of()))
                .containsExactly("status \"perhaps\": it is found or not found");
    }
}
