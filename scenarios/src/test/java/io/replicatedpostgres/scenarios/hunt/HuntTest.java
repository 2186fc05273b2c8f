package io.replicatedpostgres.scenarios.hunt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.chaos.Mischief;
import io.replicatedpostgres.chaos.ServerMoment;
import io.replicatedpostgres.chaos.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuntTest {

    private static final List<Step> STEPS = List.of(Step.of(Mischief.PAUSE, "node-2", 20, 100));

    @TempDir
    private Path directory;

    private Hunt hunt(String... settings) {
        var properties = new Properties();
        properties.setProperty("hunt.directory", directory.toString());
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            properties.setProperty(parts[0], parts[1]);
        }
        return new Hunt(properties);
    }

    private static AssertionError failure(String reason) {
        return new AssertionError(
                "something is broken\n    // From seed 3. It failed with: " + reason + "\n    a test");
    }

    @Test
    void aShardHasSeedsOfItsOwn() {
        Hunt second = hunt("hunt.time=1h", "hunt.shard=2/5");
        second.begin();
        assertThat(second.seeds().limit(3)).containsExactly(2L, 7L, 12L);
        second.end();
    }

    @Test
    void itGoesOnWhereTheRecordEnds() throws IOException {
        Hunt first = hunt("hunt.time=1h");
        first.begin();
        first.passed(1, STEPS, Set.of());
        first.passed(2, STEPS, Set.of());
        first.found(3, STEPS, failure("nodes differ: FAIL"), "PostgreSQL 17", Optional.empty());
        first.end();
        // a kill in the middle of a line, and of a finding
        Path record = directory.resolve("here");
        Files.writeString(record.resolve("rounds"), Files.readString(record.resolve("rounds")) + "4");
        Files.writeString(Files.createDirectory(record.resolve("half-7")).resolve("reason"), "cut off");

        Hunt second = hunt("hunt.time=1h");
        second.begin();
        assertThat(second.seeds().limit(2)).containsExactly(4L, 5L);
        second.passed(4, STEPS, Set.of());
        assertThat(second.found(5, STEPS, failure("nodes differ: FAIL"), "", Optional.empty())
                        .seed())
                .isEqualTo(3);
        assertThat(second.end()).startsWith("Hunt of here: 2 rounds now, 5 in all, 0 states reached, 1 findings");
        assertThat(Files.readAllLines(record.resolve("rounds"))).containsExactly("1", "2", "3", "4", "5");
        assertThat(record.resolve("half-7")).doesNotExist();
    }

    @Test
    void aFindingHasWhatAMaintainerNeeds() throws IOException {
        Path journal = Files.writeString(directory.resolve("journal"), "events");
        Hunt hunt = hunt("replicatedpostgres.image=postgres:17", "replicatedpostgres.runtime=container");
        hunt.begin();

        HuntFinding finding =
                hunt.found(3, STEPS, failure("lost writes: FAIL"), "PostgreSQL 17.6", Optional.of(journal));
        HuntFinding other = hunt.found(4, STEPS, failure("nodes differ: UNKNOWN"), "PostgreSQL 17.6", Optional.empty());

        assertThat(finding.directory()).isEqualTo(directory.resolve("postgres-17-container/finding-1"));
        assertThat(finding.directory().resolve("failure")).content(UTF_8).contains("something is broken", "a test");
        assertThat(finding.directory().resolve("journal.jsonl")).hasContent("events");
        assertThat(finding.directory().resolve("circumstances"))
                .content(UTF_8)
                .contains(
                        "PostgreSQL 17.6",
                        "./verify --hunt 1s '-Dreplicatedpostgres.image=postgres:17' '-Dreplicatedpostgres.runtime=container'"
                                + " -Dhunt.seed=3 -Dhunt.schedule=$PWD/schedule");
        assertThat(finding.directory().resolve("schedule")).content(UTF_8).isEqualTo("PAUSE node-2 20 100 -\n");
        assertThat(other.directory()).endsWith(Path.of("finding-2"));
        assertThat(hunt.end()).contains("lost writes: FAIL", "nodes differ: UNKNOWN");
    }

    @Test
    void aSeedCanBeRunAgain() {
        Hunt hunt = hunt("hunt.seed=3");
        hunt.begin();
        hunt.passed(3, STEPS, Set.of());
        assertThat(hunt.seeds()).containsExactly(3L);
        hunt.end();
    }

    @Test
    void aScheduleOfAFindingCanBeRunAgain() throws IOException {
        Path file = Files.writeString(
                directory.resolve("schedule"), "PAUSE node-2 20 100 -; KILL_AND_START node-1 1 2 PREPARED\n");
        Hunt hunt = hunt("hunt.schedule=" + file);
        hunt.begin();

        assertThat(hunt.seeds()).hasSize(1);
        assertThat(hunt.steps(0, List.of("node-1"), List.of(Mischief.PAUSE)))
                .containsExactly(
                        Step.of(Mischief.PAUSE, "node-2", 20, 100),
                        Step.of(Mischief.KILL_AND_START, "node-1", 1, 2).at(ServerMoment.PREPARED));
        hunt.end();
    }

    @Test
    void aScheduleThatReachesANewStateIsKeptAndChanged() throws IOException {
        Hunt first = hunt("hunt.time=1h");
        first.begin();
        List<Step> unusual = ScheduleText.parse("PAUSE far 1 1 -; PAUSE far 2 2 -; PAUSE far 3 3 -");
        first.passed(1, unusual, Set.of("P1 S1", "P1 S1 | a"));
        first.passed(2, STEPS, Set.of("P1 S1"));
        first.end();
        Path record = directory.resolve("here");
        assertThat(record.resolve("kept")).content(UTF_8).isEqualTo(ScheduleText.of(unusual) + "\n");
        // a kill in the middle of both
        Files.writeString(record.resolve("kept"), ScheduleText.of(unusual) + "\nPAUSE f");
        Files.writeString(record.resolve("states"), "P1 S1\nP1 S1 | a\nP1");

        Hunt second = hunt("hunt.time=1h");
        second.begin();
        long changed = LongStream.range(0, 100)
                .mapToObj(seed -> second.steps(seed, List.of("node-1", "node-2"), List.of(Mischief.ISOLATE)))
                .filter(steps -> steps.stream().anyMatch(step -> step.node().equals(Optional.of("far"))))
                .count();
        assertThat(changed).isBetween(40L, 90L);
        assertThat(second.steps(7, List.of("node-1"), List.of(Mischief.ISOLATE)))
                .isEqualTo(second.steps(7, List.of("node-1"), List.of(Mischief.ISOLATE)));
        assertThat(second.end()).contains(", 2 states reached, ");
    }

    @Test
    void aBlindHuntKeepsNothing() {
        Hunt hunt = hunt("hunt.blind=true");
        hunt.begin();
        hunt.passed(1, STEPS, Set.of("P1 S1"));

        assertThat(directory.resolve("here-blind/kept")).doesNotExist();
        assertThat(LongStream.range(0, 50)
                        .mapToObj(seed -> hunt.steps(seed, List.of("node-1"), List.of(Mischief.PAUSE)))
                        .flatMap(List::stream))
                .isNotEmpty()
                .allMatch(step -> step.moment().isEmpty());
        assertThat(hunt.end()).contains(", unknown states reached, ");
    }

    @Test
    void whatIsNoScheduleIsNamed() {
        assertThatThrownBy(() -> ScheduleText.parse("DANCE node-1 1 1 -"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'DANCE node-1 1 1 -' is no step")
                .hasMessageContaining("Write for example PAUSE node-2 20 100 -");
        assertThatThrownBy(() -> hunt("hunt.schedule=" + directory.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Name the file schedule of a finding");
    }

    @Test
    void oneRoundIsRunHoweverShortTheTimeIs() {
        Hunt hunt = hunt("hunt.time=0.000000001s");
        hunt.begin();
        assertThat(hunt.seeds().peek(seed -> hunt.passed(seed, STEPS, Set.of())))
                .containsExactly(1L);
        hunt.end();
    }

    /** Planted: no cluster starts, so that no round ever has a result. */
    @Test
    void theTimeEndsAHuntWhoseRoundsHaveNoResult() {
        Hunt hunt = hunt("hunt.time=0.000000001s");
        hunt.begin();
        assertThat(hunt.seeds().limit(10)).containsExactly(1L);
        hunt.end();
    }

    @Test
    void twoHuntsHaveNotOneRecord() {
        Hunt first = hunt();
        first.begin();
        assertThatThrownBy(hunt()::begin)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another hunt has its record in " + directory.resolve("here"))
                .hasMessageContaining("-Dhunt.directory=");
        first.end();
    }

    @ParameterizedTest
    @CsvSource({
        "hunt.time=8, Write for example 8h",
        "hunt.time=-1h, Write for example 8h",
        "hunt.time=0s, Write for example 8h",
        "hunt.shard=6/5, Write for example 2/5",
        "hunt.shard=0/5, Write for example 2/5",
        "hunt.shard=2, Write for example 2/5",
        "hunt.seed=x, a seed is a whole number"
    })
    void aWrongSettingIsNamed(String setting, String wayOut) {
        assertThatThrownBy(() -> hunt(setting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(setting.replace("=", " = "))
                .hasMessageContaining(wayOut);
    }
}
