package io.replicatedpostgres.chaos;

import static io.replicatedpostgres.chaos.Mischief.FAILOVER;
import static io.replicatedpostgres.chaos.Mischief.ISOLATE;
import static io.replicatedpostgres.check.Guarantees.balancesConserved;
import static io.replicatedpostgres.check.Guarantees.convergedWithin;
import static io.replicatedpostgres.check.Guarantees.monotonicReads;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noReadTakenBack;
import static io.replicatedpostgres.check.Guarantees.noRejectedWritePresent;
import static io.replicatedpostgres.check.Guarantees.noStaleReads;
import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.check.Guarantees.noWriteDoneTwice;
import static io.replicatedpostgres.check.Guarantees.readYourWrites;
import static io.replicatedpostgres.check.Guarantees.recoveredWithin;
import static io.replicatedpostgres.check.Guarantees.slotsWithin;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is printed is complete: it compiles as it is. */
class PrintedTestTest {

    static final Mischief MINE = Mischief.fault("MINE", Faults::isolated);
    static final Mischief FAILOVER_AND_MINE = FAILOVER.with("FAILOVER_AND_MINE", MINE);
    private static final Mischief HIDDEN = Mischief.fault("HIDDEN", Faults::isolated);

    @Test
    void isAWholeClass() {
        String printed =
                print(ClusterSpec.builder().standbys(2).build(), null, null, Step.of(ISOLATE, "node-2", 20, 300));

        assertThat(printed).isEqualTo("""
                import static io.replicatedpostgres.chaos.Mischief.ISOLATE;

                import io.replicatedpostgres.chaos.Chaos;
                import io.replicatedpostgres.chaos.Step;
                import io.replicatedpostgres.cluster.Cluster;
                import io.replicatedpostgres.junit.ReplicatedPostgres;
                import org.junit.jupiter.api.Test;

                // From seed 42. It failed with: no such thing
                class ChaosSeed42Test {

                    @Test
                    @ReplicatedPostgres(
                            standbys = 2)
                    void seed42(Cluster cluster) {
                        Chaos.replay(
                                        Step.of(ISOLATE, "node-2", 20, 300))
                                .run(cluster);
                    }
                }""");
        CompiledTest.of(printed);
    }

    @Test
    void everyMischiefIsNamed() {
        String printed = print(
                ClusterSpec.primaryAndStandby(),
                null,
                null,
                Step.of(ISOLATE, "node-2", 20, 300),
                Step.of(Mischief.RESET_CLIENTS, "node-2", 20, 300),
                Step.of(Mischief.PAUSE, "node-1", 20, 300),
                Step.of(Mischief.KILL_AND_START, "node-1", 20, 300),
                Step.of(FAILOVER, 20, 300),
                Step.of(Mischief.FAILOVER_AFTER_A_CUT, 20, 300));

        CompiledTest.of(printed);
    }

    @Test
    void aConstantOfTheTestIsImported() {
        String printed = print(
                ClusterSpec.primaryAndStandby(),
                null,
                null,
                Step.of(MINE, "node-2", 20, 300),
                Step.of(FAILOVER_AND_MINE, "node-2", 20, 300),
                Step.of(Other.MINE, "node-2", 20, 300));

        assertThat(printed)
                .startsWith("package io.replicatedpostgres.chaos;\n")
                .contains("import static io.replicatedpostgres.chaos.PrintedTestTest.MINE;")
                .contains("Step.of(MINE, \"node-2\"")
                .contains("Step.of(io.replicatedpostgres.chaos.PrintedTestTest.Other.MINE, \"node-2\"");
        CompiledTest.of(printed);
    }

    static final class Other {
        static final Mischief MINE = Mischief.fault("MINE", Faults::isolated);

        private Other() {}
    }

    @Test
    void whatNoTestCanNameIsAskedFor() {
        Mischief local = Mischief.fault("LOCAL", Faults::isolated);

        String printed = print(
                ClusterSpec.primaryAndStandby(),
                "",
                List.of(new OwnCheck(), noWriteDoneTwice()),
                Step.of(local, "node-2", 20, 300),
                Step.of(HIDDEN, "node-2", 20, 300),
                Step.of(Closed.SHUT, "node-2", 20, 300));

        assertThat(printed)
                .contains("// LOCAL is no constant that this test can name: copy it from the test that failed\n")
                .contains("// HIDDEN is no constant", "// SHUT is no constant")
                .contains("Step.of(LOCAL, \"node-2\", 20, 300)")
                .contains("// and here .workload(…) of the test that failed\n")
                .contains("// and here in .upholding(…) the test's own check: no write done twice /*\n")
                .contains(".upholding(Guarantees.noWriteDoneTwice())");
    }

    private static final class Closed {
        static final Mischief SHUT = Mischief.fault("SHUT", Faults::isolated);

        private Closed() {}
    }

    /** Its words are those of another check, and something that ends a comment. */
    private static final class OwnCheck implements Check {

        @Override
        public String guarantee() {
            return "no write done\ntwice /*";
        }

        @Override
        public Verdict of(History history) {
            throw new AssertionError(history);
        }
    }

    @Test
    void everyCheckIsWrittenAsItIsMade() {
        String printed = print(
                ClusterSpec.primaryAndStandby(),
                "Workload.registers(each, Clients.of(3).within(Duration.ofNanos(5L)).atMost(7L))",
                List.of(
                        noAcknowledgedWriteLost(),
                        noTwoPrimariesAcknowledged(),
                        noRejectedWritePresent(),
                        noWriteDoneTwice(),
                        noStaleReads(Duration.ofMillis(1500)),
                        readYourWrites(),
                        monotonicReads(),
                        balancesConserved(),
                        convergedWithin(Duration.ofNanos(1_500_001)),
                        slotsWithin(DataSize.megabytes(64)),
                        slotsWithin(DataSize.bytes(67_000_001)),
                        recoveredWithin(Duration.ofSeconds(2)),
                        noReadTakenBack()),
                Step.of(FAILOVER, 20, 300));

        assertThat(printed)
                .contains(
                        ".workload(each -> Workload.registers(each, Clients.of(3).within(Duration.ofNanos(5L)).atMost(7L)))")
                .contains("Guarantees.noAcknowledgedWriteLost(), Guarantees.noTwoPrimariesAcknowledged(), ")
                .contains("Guarantees.noStaleReads(Duration.ofMillis(1500))")
                .contains("Guarantees.convergedWithin(Duration.ofNanos(1500001L))")
                .contains("Guarantees.slotsWithin(DataSize.bytes(67108864L)), ")
                .contains("Guarantees.slotsWithin(DataSize.bytes(67000001L)), ")
                .contains("Guarantees.recoveredWithin(Duration.ofMillis(2000))")
                .doesNotContain("and here");
        CompiledTest.of(printed);
    }

    @Test
    void whatTheTestExpectsIsExpected() {
        var schedule = new Schedule("replayed", List.of(Step.of(FAILOVER, 5, 6)));
        String printed = new PrintedTest(
                        ClusterSpec.primaryAndStandby(),
                        schedule,
                        List.of(Expectation.LOST_WRITES, Expectation.SPLIT_BRAIN),
                        List.of())
                .print(null, List.of(), null);

        assertThat(printed).contains("@Expect({Expectation.LOST_WRITES, Expectation.SPLIT_BRAIN})");
        CompiledTest.of(printed);
    }

    /** The environment says it, not the test. */
    @Test
    void whereItRanIsAComment() {
        Map<String, String> said = Map.of(
                PlaceKey.PROFILE.key(), "production",
                PlaceKey.RUNTIME.key(), "container",
                PlaceKey.IMAGE.key(), "registry.example/our-postgres:16");
        Place place = Place.from(key -> Optional.ofNullable(said.get(key)));

        String printed = print(ClusterSpec.builder().place(place).build(), null, null, Step.of(FAILOVER, 20, 300));

        assertThat(printed)
                .contains("// with -D%s=production\n".formatted(PlaceKey.PROFILE.key()))
                .contains("// with -D%s=registry.example/our-postgres:16\n".formatted(PlaceKey.IMAGE.key()));
        assertThat(print(ClusterSpec.primaryAndStandby(), null, null, Step.of(FAILOVER, 20, 300)))
                .doesNotContain("// with -D");
    }

    @Test
    void aPlanThatNoAnnotationSaysIsAFieldBeforeTheTest() {
        ClusterSpec spec =
                ClusterSpec.builder().timeout(Duration.ofNanos(1_500_001)).build();
        String printed = print(spec, "Workload.inserts(each, Clients.of(2))", null, Step.of(FAILOVER, 20, 300));

        assertThat(printed)
                .contains("    @RegisterExtension\n    static final ReplicatedPostgresExtension POSTGRES = ")
                .contains("            .build();\n\n    @Test\n    void seed42(Cluster cluster) {")
                .doesNotContain("@ReplicatedPostgres");
        assertThat(print(ClusterSpec.primaryAndStandby(), "Workload.inserts(each)", null, Step.of(FAILOVER, 20, 300)))
                .doesNotContain("import java.time.Duration;");
    }

    @Test
    void aReasonOfSeveralLinesIsAComment() {
        var schedule = new Schedule("replayed", List.of(Step.of(FAILOVER, 5, 6)));

        CompiledTest.of(new PrintedTest(
                        ClusterSpec.primaryAndStandby(), schedule, List.of(), List.of("one\ntwo \\u000a three", "four"))
                .print(null, List.of(), null));
    }

    private static String print(
            ClusterSpec spec, @Nullable String workload, @Nullable List<Check> checks, Step... steps) {
        return new PrintedTest(
                        spec,
                        new Schedule("seed42", List.of(steps)),
                        List.of(),
                        List.of("From seed 42. It failed with: no such thing"))
                .print(workload, List.of(), checks);
    }
}
