package io.replicatedpostgres.chaos;

import static io.replicatedpostgres.chaos.Mischief.FAILOVER;
import static io.replicatedpostgres.chaos.Mischief.ISOLATE;
import static org.assertj.core.api.Assertions.assertThat;

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

        assertThat(schedule.asTest("@ReplicatedPostgres")).isEqualTo("""
                @Test
                @ReplicatedPostgres
                void seed42(Cluster cluster) {
                    Chaos.replay(
                                    Step.of(ISOLATE, "node-2", 20, 300),
                                    Step.of(FAILOVER, "node-1", 5, 6))
                            .run(cluster);
                }""");
    }

    private static Schedule draw(long seed) {
        return Schedule.draw(seed, List.of(ISOLATE, FAILOVER), NODES, Duration.ofSeconds(10));
    }
}
