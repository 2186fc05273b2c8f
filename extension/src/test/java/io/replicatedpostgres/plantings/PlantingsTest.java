package io.replicatedpostgres.plantings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each planting is found by what has to find it, and by nothing else. */
class PlantingsTest {

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> histories() {
        return Plantings.all().stream()
                .filter(planting -> planting.where() == Planting.Where.HISTORY)
                .map(planting -> DynamicTest.dynamicTest(
                        planting.toString(),
                        () -> holds(planting, Runner.of(Objects.requireNonNull(planting.history())))));
    }

    @TestFactory
    Stream<DynamicTest> servers() {
        return Plantings.all().stream()
                .filter(planting -> planting.where() == Planting.Where.SERVERS)
                .map(planting -> DynamicTest.dynamicTest(
                        planting.toString(),
                        () -> holds(planting, Runner.of(Objects.requireNonNull(planting.servers()), directory))));
    }

    @Test
    void thoseOfOtherTestsAreThere() {
        assertThat(Plantings.all())
                .extracting(Planting::test)
                .filteredOn(Objects::nonNull)
                .allMatch(test -> Objects.requireNonNull(test).exists());
    }

    @Test
    void eachHasAnIdOfItsOwnAndSomethingToSay() {
        assertThat(Plantings.all()).extracting(Planting::id).doesNotHaveDuplicates();
        assertThat(Plantings.all())
                .allSatisfy(planting ->
                        assertThat(planting.expected()).as(planting.toString()).isNotEmpty());
    }

    private static void holds(Planting planting, Sighting sighting) {
        assertThat(sighting.deviationsFrom(planting))
                .as("%s%n%s%n", planting, sighting.words())
                .isEmpty();
    }
}
