package io.replicatedpostgres.chaos;

import static io.replicatedpostgres.chaos.Mischief.FAILOVER;
import static io.replicatedpostgres.chaos.Mischief.FAILOVER_AFTER_A_CUT;
import static io.replicatedpostgres.chaos.Mischief.ISOLATE;
import static io.replicatedpostgres.chaos.Mischief.PAUSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {

    private static final List<String> NODES = List.of("node-1", "node-2");

    @Test
    void theSameSeedGivesTheSame() {
        assertThat(draw(42)).isEqualTo(draw(42)).isNotEqualTo(draw(43));
    }

    @Test
    void thirtySeedsGiveThirtySchedulesAndEachTheSameAgain() {
        List<Schedule> first =
                LongStream.range(0, 30).mapToObj(ScheduleTest::draw).toList();

        assertThat(first).doesNotHaveDuplicates();
        assertThat(LongStream.range(0, 30).mapToObj(ScheduleTest::draw)).containsExactlyElementsOf(first);
    }

    @Test
    void onlyWhatWasAskedForIsDoneAndForLongEnough() {
        List<Step> steps = draw(7).steps();

        assertThat(steps).allSatisfy(step -> {
            assertThat(List.of(ISOLATE, FAILOVER)).contains(step.mischief());
            assertThat(step.after()).isPositive();
            assertThat(step.hold()).isPositive();
        });
        assertThat(steps.stream()
                        .mapToLong(step -> step.after().plus(step.hold()).toMillis())
                        .sum())
                .isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void aNodeIsDrawnWhereItIsUsedAndNowhereElse() {
        assertThat(draw(7).steps())
                .allSatisfy(step -> {
                    if (step.mischief() == FAILOVER) {
                        assertThat(step.node()).isEmpty();
                    } else {
                        assertThat(step.node()).get().isIn(NODES);
                    }
                })
                .extracting(Step::mischief)
                .contains(FAILOVER, ISOLATE);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 42, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void itsNameIsOneOfJava(long seed) {
        assertThat(SourceVersion.isIdentifier(draw(seed).name())).isTrue();
    }

    @Test
    void aStepIsWrittenAsItIsMade() {
        assertThat(Step.of(ISOLATE, "node-2", 20, 300)).hasToString("Step.of(ISOLATE, \"node-2\", 20, 300)");
        assertThat(Step.of(FAILOVER, 20, 300)).hasToString("Step.of(FAILOVER, 20, 300)");
    }

    @Test
    void aStepOfAFailoverTakesNoNodeAndOthersNeedOne() {
        assertThatThrownBy(() -> Step.of(FAILOVER, "node-1", 5, 6))
                .isInstanceOf(SpecException.class)
                .hasMessage("Step.of(FAILOVER, \"node-1\", …): FAILOVER finds its node itself."
                        + " Write Step.of(FAILOVER, 5, 6).");
        assertThatThrownBy(() -> Step.of(FAILOVER_AFTER_A_CUT, "node-1", 5, 6)).isInstanceOf(SpecException.class);
        assertThatThrownBy(() -> Step.of(PAUSE, 5, 6))
                .isInstanceOf(SpecException.class)
                .hasMessage("Step.of(PAUSE, null, …): PAUSE is done to a node."
                        + " Write Step.of(PAUSE, \"node-1\", 5, 6).");
        assertThatThrownBy(() -> Step.of(FAILOVER.with("BOTH", PAUSE), 5, 6)).isInstanceOf(SpecException.class);
    }

    @Test
    void aTimeThatCannotBePrintedIsRefused() {
        assertThatThrownBy(() -> Step.of(PAUSE, "node-1", -1, 6)).isInstanceOf(SpecException.class);
        assertThatThrownBy(() -> new Step(PAUSE, "node-1", Duration.ZERO, Duration.ofNanos(1_500_000), null))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("whole milliseconds");
    }

    @Test
    void ofSomebodysOwnFaultItSaysTheName() {
        Mischief slow = Mischief.fault("Mine.SLOW", Faults::isolated);

        assertThat(Step.of(slow.with("BOTH", ISOLATE), "node-1", 5, 6)).hasToString("Step.of(BOTH, \"node-1\", 5, 6)");
        assertThat(Step.of(slow, "node-1", 5, 6)).hasToString("Step.of(Mine.SLOW, \"node-1\", 5, 6)");
        assertThatThrownBy(() -> Mischief.fault("slow link", Faults::isolated))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("Give it the name of the constant that holds it");
    }

    @Test
    void itsNameSaysTheSeed() {
        assertThat(draw(0).name()).isEqualTo("seed0");
        assertThat(draw(42).name()).isEqualTo("seed42");
        assertThat(draw(-1).name()).isEqualTo("seedMinus1");
        assertThat(draw(Long.MIN_VALUE).name()).isEqualTo("seedMinus9223372036854775808");
    }

    @Test
    void itIsNoLongerThanItHasToBe() {
        Step first = draw(7).steps().get(0);
        Duration lasting = first.after().plus(first.hold());

        assertThat(Schedule.draw(7, List.of(ISOLATE, FAILOVER), NODES, lasting).steps())
                .hasSize(1);
        assertThat(Schedule.draw(7, List.of(ISOLATE, FAILOVER), NODES, lasting.plusMillis(1))
                        .steps())
                .hasSize(2);
    }

    @Test
    void chaosOfASeedDrawsWhatItWasAskedFor() {
        Chaos chaos = Chaos.seed(42).faults(ISOLATE, FAILOVER).lasting(Duration.ofSeconds(10));

        assertThat(chaos.schedule(NODES, ManagerKind.NONE)).isEqualTo(draw(42));
        assertThat(Chaos.seed(42).schedule(NODES, ManagerKind.NONE).steps())
                .extracting(Step::mischief)
                .doesNotContain(FAILOVER_AFTER_A_CUT)
                .hasSizeGreaterThan(5);
    }

    @Test
    void chaosSaysWhereItsScheduleIsFrom() {
        assertThat(Chaos.seed(-7).origin()).isEqualTo("seed -7");
        assertThat(Chaos.replay(Step.of(FAILOVER, 7, 8)).origin()).isEqualTo("a schedule that was given");
    }

    @Test
    void chaosOfGivenStepsKeepsThem() {
        Step one = Step.of(PAUSE, "node-1", 5, 6);
        Step two = Step.of(FAILOVER, 7, 8);

        assertThat(Chaos.replay(one, two, one)
                        .upholding(Guarantees.noWriteDoneTwice(), Guarantees.readYourWrites())
                        .workload(Workload::inserts)
                        .schedule(NODES, ManagerKind.NONE))
                .isEqualTo(new Schedule("replayed", List.of(one, two, one)));
    }

    @Test
    void aStepOfANodeThatIsNotThereIsRefused() {
        var schedule = new Schedule("replayed", List.of(Step.of(FAILOVER, 7, 8), Step.of(PAUSE, "node-7", 5, 6)));

        assertThatThrownBy(() -> Chaos.requireNodes(schedule, NODES))
                .isInstanceOf(SpecException.class)
                .hasMessage("Step.of(PAUSE, \"node-7\", 5, 6): there is no node \"node-7\"."
                        + " Name one of [node-1, node-2].");
        Chaos.requireNodes(schedule, List.of("node-7"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void noTimeIsRefused(long millis) {
        assertThatThrownBy(() -> Chaos.seed(1).lasting(Duration.ofMillis(millis)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("duration = ", "it must be longer than 0");
    }

    @Test
    void aMischiefOfTwoTakesANodeIfOneOfThemDoes() {
        assertThat(FAILOVER.with("BOTH", PAUSE).takesNode()).isTrue();
        assertThat(PAUSE.with("BOTH", FAILOVER).takesNode()).isTrue();
        assertThat(FAILOVER.with("BOTH", FAILOVER_AFTER_A_CUT).takesNode()).isFalse();
        assertThat(FAILOVER.with("BOTH", PAUSE).holder()).isEqualTo(ScheduleTest.class);
        assertThat(FAILOVER.holder()).isEqualTo(Mischief.class);
    }

    @Test
    void withAFailoverManagerItPromotesAndStepsOutlastItsPatience() {
        Schedule schedule = Chaos.seed(42).schedule(NODES, ManagerKind.PATRONI);

        assertThat(schedule.steps()).extracting(Step::mischief).doesNotContain(FAILOVER);
        assertThat(Stream.of(1L, 2L, 3L, 4L, 5L)
                        .flatMap(seed -> Chaos.seed(seed).schedule(NODES, ManagerKind.PATRONI).steps().stream())
                        .map(Step::hold))
                .anyMatch(hold -> hold.compareTo(Duration.ofSeconds(14)) > 0)
                .anyMatch(hold -> hold.compareTo(Duration.ofSeconds(4)) < 0);
        assertThat(Stream.of(1L, 2L, 3L, 4L, 5L)
                        .flatMap(seed -> Chaos.seed(seed).schedule(NODES, ManagerKind.PATRONI).steps().stream())
                        .map(Step::mischief))
                .contains(Mischief.CUT_FROM_STORE, Mischief.KILL_STORE, Mischief.SWITCH_OVER, Mischief.FREEZE_AGENT);
        assertThat(Stream.of(1L, 2L, 3L, 4L, 5L)
                        .flatMap(seed -> Chaos.seed(seed).schedule(NODES, ManagerKind.REPMGR).steps().stream())
                        .map(Step::mischief))
                .doesNotContain(Mischief.CUT_FROM_STORE, Mischief.KILL_STORE, Mischief.SWITCH_OVER)
                .contains(Mischief.FREEZE_AGENT);
    }

    @Test
    void whatTheManagerDoesNotAllowIsRefused() {
        var failover = new Schedule("replayed", List.of(Step.of(FAILOVER, 1, 1)));
        var agent = new Schedule("replayed", List.of(Step.of(Mischief.FREEZE_AGENT, "node-1", 1, 1)));
        var store = new Schedule("replayed", List.of(Step.of(Mischief.KILL_STORE, 1, 1)));

        assertThatThrownBy(() -> Chaos.requirePossible(failover, ManagerKind.PATRONI))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("Step.of(FAILOVER, 1, 1): the failover manager promotes");
        assertThatThrownBy(() -> Chaos.requirePossible(agent, ManagerKind.NONE))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("there is no failover manager");
        assertThatThrownBy(() -> Chaos.requirePossible(store, ManagerKind.REPMGR))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("repmgr has no store");
        var together = Mischief.PAUSE.with("PAUSED_FAILOVER", FAILOVER);
        assertThatThrownBy(() -> Chaos.requirePossible(
                        new Schedule("replayed", List.of(Step.of(together, "node-1", 1, 1))), ManagerKind.REPMGR))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("the failover manager promotes");
        assertThat(together.rewinds()).isTrue();
        assertThat(Mischief.PAUSE.rewinds()).isFalse();
        Chaos.requirePossible(failover, ManagerKind.NONE);
        Chaos.requirePossible(agent, ManagerKind.REPMGR);
        Chaos.requirePossible(store, ManagerKind.PG_AUTO_FAILOVER);
    }

    private static Schedule draw(long seed) {
        return Schedule.draw(seed, List.of(ISOLATE, FAILOVER), NODES, Duration.ofSeconds(10));
    }
}
