package io.replicatedpostgres.scenarios.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.junit.Scenario;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

    static Stream<Told> scenarios() {
        return Told.all().stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void aScenarioSaysWhatItIs(Told told) {
        assertThat(Rules.brokenBy(told, Entry.all().keySet())).as(told.name()).isEmpty();
    }

    @Test
    void scenariosAreFoundWhereverTheyAre() {
        assertThat(Told.all()).hasSizeGreaterThan(30).extracting(Told::theme).contains("network", "slots", "story");
    }

    @Test
    void whatSaysNothingBreaksEveryRule() {
        assertThat(broken("saysNothing"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("no @Scenario"),
                        second -> assertThat(second).contains("no id of the catalogue"),
                        third -> assertThat(third).contains("0 of the tags low, medium, high and critical"),
                        fourth -> assertThat(fourth).contains("0 of the tags quick, full and slow"),
                        fifth -> assertThat(fifth).contains("@Tag(\"catalogue\")"));
    }

    @Test
    void whatSaysHalfIsToldTheOtherHalf() {
        assertThat(broken("saysHalf"))
                .containsExactly(
                        "a part of its @Scenario is empty",
                        "its @Scenario says the severity, which its tag says already: leave it out there",
                        "its source names an id of the catalogue: name it by a tag alone",
                        "ABC-01 is not in catalogue.tsv: mend the id, or add a line there",
                        "0 of the tags low, medium, high and critical: it takes one",
                        "2 of the tags quick, full and slow: it takes one",
                        "no tag for its theme: add @Tag(\"catalogue\") to the class");
    }

    @Test
    void aTagOfAnotherSeverityIsFound() {
        assertThat(broken("saysTwoSeverities"))
                .containsExactly("2 of the tags low, medium, high and critical: it takes one");
    }

    @Test
    void theNameIsReadAsASentence() {
        assertThat(told("saysHalf").title()).isEqualTo("Says half");
        assertThat(Told.all())
                .filteredOn(told -> told.method().getName().equals("rightAfterAPromotionTheRewindIsANoOpUpTo15"))
                .extracting(Told::title)
                .containsExactly("Right after a promotion the rewind is a no op up to 15");
    }

    private static List<String> broken(String method) {
        return Rules.brokenBy(told(method), Set.of("SLT-01"));
    }

    private static Told told(String method) {
        return Told.of(Samples.class)
                .filter(told -> told.method().getName().equals(method))
                .findFirst()
                .orElseThrow();
    }

    /** Not run: JUnit is not asked for tests in a class of this name. */
    static class Samples {

        @Test
        void saysNothing() {}

        @Test
        @Tag("ABC-01")
        @Tag("quick")
        @Tag("slow")
        @Scenario(situation = "s", expectation = "e", source = "catalogue SLT-01", severity = "awful")
        void saysHalf() {}

        @Test
        @Tag("SLT-01")
        @Tag("quick")
        @Tag("catalogue")
        @Tag("low")
        @Tag("high")
        @Scenario(situation = "s", expectation = "e", reality = "r")
        void saysTwoSeverities() {}
    }
}
