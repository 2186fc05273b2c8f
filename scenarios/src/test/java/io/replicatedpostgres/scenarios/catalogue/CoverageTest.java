package io.replicatedpostgres.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every situation with a star has a scenario. What has none yet stands in {@code uncovered.tsv} with the reason; {@code
 * -Dcatalogue.write=true} takes out what has one by now. With an empty file nothing is excused.
 */
class CoverageTest {

    private static final Path EXCUSED = Path.of("src/test/resources/uncovered.tsv");

    @Test
    void everySituationWithAStarHasAScenarioOrAReason() throws IOException {
        Set<String> shown = shown();
        if (Boolean.getBoolean("catalogue.write")) {
            Files.write(
                    EXCUSED,
                    Files.readAllLines(EXCUSED).stream()
                            .filter(line -> !shown.contains(id(line)))
                            .toList());
        }
        Set<String> excused = excused();

        assertThat(missing(Entry.all().values().stream().toList(), shown, excused))
                .as("situations with a star, no scenario, and no line in " + EXCUSED)
                .isEmpty();
        assertThat(excused)
                .as("they have scenarios by now: take them out of %s, or run this with -Dcatalogue.write=true", EXCUSED)
                .doesNotContainAnyElementsOf(shown);
    }

    @Test
    void everyExcuseIsForAKnownSituationAndHasAReason() throws IOException {
        assertThat(Entry.all().keySet()).containsAll(excused());
        assertThat(Files.readAllLines(EXCUSED))
                .allMatch(line -> line.startsWith("#") || line.split("\t", -1)[1].length() > 10);
    }

    @Test
    void aStarWithoutAScenarioIsMissed() {
        var entries = List.of(
                new Entry("AAA-01", 0, "no star", "", ""),
                new Entry("AAA-02", 1, "shown", "", ""),
                new Entry("AAA-03", 2, "excused", "", ""),
                new Entry("AAA-04", 1, "missing", "", ""));

        assertThat(missing(entries, Set.of("AAA-02"), Set.of("AAA-03"))).containsExactly("AAA-04");
    }

    private static List<String> missing(List<Entry> entries, Set<String> shown, Set<String> excused) {
        return Pages.starred(entries).stream()
                .map(Entry::id)
                .filter(id -> !shown.contains(id) && !excused.contains(id))
                .toList();
    }

    private static Set<String> shown() {
        var shown = new TreeSet<String>();
        Told.all().forEach(told -> shown.addAll(told.ids()));
        return shown;
    }

    private static Set<String> excused() throws IOException {
        var excused = new TreeSet<String>();
        Files.readAllLines(EXCUSED).stream()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> excused.add(id(line)));
        return excused;
    }

    private static String id(String line) {
        return line.split("\t", 2)[0];
    }
}
