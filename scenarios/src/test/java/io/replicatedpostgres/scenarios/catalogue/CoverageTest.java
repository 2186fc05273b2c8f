package io.replicatedpostgres.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every situation has a scenario, or stands in {@code uncovered.tsv} with the reason; {@code -Dcatalogue.write=true} takes out what has one
 * by now.
 */
class CoverageTest {

    @Test
    void everySituationHasAScenarioOrAReason() throws IOException {
        Set<String> shown = shown();
        if (Boolean.getBoolean("catalogue.write")) {
            Uncovered.without(shown);
        }
        Set<String> uncovered = Uncovered.reasons().keySet();

        assertThat(missing(Entry.all().values().stream().toList(), shown, uncovered))
                .as("situations without a scenario, and without a line in " + Uncovered.FILE)
                .isEmpty();
        assertThat(uncovered)
                .as(
                        "they have scenarios by now: take them out of %s, or run this with -Dcatalogue.write=true",
                        Uncovered.FILE)
                .doesNotContainAnyElementsOf(shown);
    }

    @Test
    void everySituationWithAStarHasAScenario() {
        assertThat(missing(List.copyOf(Pages.starred(Entry.all().values())), shown(), Set.of()))
                .isEmpty();
    }

    @Test
    void everyReasonIsForAKnownSituationAndSaysSomething() throws IOException {
        assertThat(Entry.all().keySet()).containsAll(Uncovered.reasons().keySet());
        assertThat(Uncovered.reasons().values()).allMatch(reason -> reason.length() > 10);
    }

    @Test
    void aSituationWithoutAScenarioIsMissed() {
        var entries = List.of(
                new Entry("AAA-01", 0, "no star", "", ""),
                new Entry("AAA-02", 1, "shown", "", ""),
                new Entry("AAA-03", 2, "with a reason", "", ""),
                new Entry("AAA-04", 1, "missing", "", ""));

        assertThat(missing(entries, Set.of("AAA-02"), Set.of("AAA-03"))).containsExactly("AAA-01", "AAA-04");
    }

    private static List<String> missing(List<Entry> entries, Set<String> shown, Set<String> uncovered) {
        return entries.stream()
                .map(Entry::id)
                .filter(id -> !shown.contains(id) && !uncovered.contains(id))
                .toList();
    }

    private static Set<String> shown() {
        var shown = new TreeSet<String>();
        Told.all().forEach(told -> shown.addAll(told.ids()));
        return shown;
    }
}
