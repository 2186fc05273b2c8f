package io.replicatedpostgres.chaos;

import static io.replicatedpostgres.chaos.Mischief.FAILOVER;
import static io.replicatedpostgres.chaos.Mischief.ISOLATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    private static final List<String> NODES = List.of("node-1", "node-2");

    @Test
    void theSameSeedGivesTheSame() {
        assertThat(draw(42)).isEqualTo(draw(42)).isNotEqualTo(draw(43));
    }

    @Test
    void onlyWhatWasAskedForIsDoneAndForLongEnough() {
        List<Step> steps = draw(7).steps();

        assertThat(steps).allSatisfy(step -> {
            assertThat(List.of(ISOLATE, FAILOVER)).contains(step.mischief());
            assertThat(NODES).contains(step.node());
            assertThat(step.after()).isPositive();
            assertThat(step.hold()).isPositive();
        });
        assertThat(steps.stream()
                        .mapToLong(step -> step.after().plus(step.hold()).toMillis())
                        .sum())
                .isGreaterThanOrEqualTo(10_000);
    }

    @Test
    void isATestToPaste() {
        var schedule =
                new Schedule("seed42", List.of(Step.of(ISOLATE, "node-2", 20, 300), Step.of(FAILOVER, "node-1", 5, 6)));

        assertThat(schedule.asTest("@ReplicatedPostgres", false)).isEqualTo("""
                @Test
                @ReplicatedPostgres
                void seed42(Cluster cluster) {
                    Chaos.replay(
                                    Step.of(ISOLATE, "node-2", 20, 300),
                                    Step.of(FAILOVER, "node-1", 5, 6))
                            .run(cluster);
                }""");
    }

    @Test
    void whatSomebodyGaveIsAskedForInTheTest() {
        var schedule = new Schedule("replayed", List.of(Step.of(FAILOVER, "node-1", 5, 6)));

        assertThat(schedule.asTest("@ReplicatedPostgres", true))
                .contains("6))\n            // and here workload(…) and upholding(…) of the test that failed\n");
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

    private static Schedule draw(long seed) {
        return Schedule.draw(seed, List.of(ISOLATE, FAILOVER), NODES, Duration.ofSeconds(10));
    }
}
