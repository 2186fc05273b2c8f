package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class InvocationsTest {

    private static final Map<String, String> CONCURRENT = Map.of(
            "junit.jupiter.execution.parallel.enabled", "true",
            "junit.jupiter.execution.parallel.mode.default", "concurrent",
            "junit.jupiter.execution.parallel.config.strategy", "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism", "4");

    @Test
    void everyRepetitionAndParameterizedInvocationHasAClusterOfItsOwn() {
        SampleRun run = SampleRun.of(Repeated.class);

        run.passes(4).leavesNothing();
        assertThat(run.clusters()).isEqualTo(4);
    }

    @ReplicatedPostgres(standbys = 0)
    static class Repeated {

        @RepeatedTest(2)
        void repeated(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "b"})
        void parameterized(String database, Cluster cluster) {
            cluster.primary().createDatabase(database);
            assertThat(cluster.primary().databases()).containsExactlyInAnyOrder("postgres", database);
            SampleRun.saw(cluster);
        }
    }

    @Test
    void aParameterizedClassSharesWithinEachOfItsInvocations() {
        SampleRun run = SampleRun.of(OfEachArgument.class);

        run.passes(4).leavesNothing();
        assertThat(run.clusters()).isEqualTo(2);
    }

    @ParameterizedClass
    @ValueSource(strings = {"a", "b"})
    @ReplicatedPostgres(standbys = 0, shared = true)
    static class OfEachArgument {

        private final String argument;

        OfEachArgument(String argument) {
            this.argument = argument;
        }

        @RepeatedTest(2)
        void looks(Cluster cluster) {
            assertThat(argument).isIn("a", "b");
            SampleRun.saw(cluster);
        }
    }

    @Test
    void dynamicTestsShareTheClusterOfTheirFactory() {
        SampleRun run = SampleRun.of(Factory.class);

        run.passes(2).leavesNothing();
        assertThat(run.seen()).hasSize(3);
        assertThat(run.clusters()).isEqualTo(1);
    }

    @ReplicatedPostgres(standbys = 0)
    static class Factory {

        private Cluster field;

        @TestFactory
        Stream<DynamicTest> tests(Cluster cluster) {
            SampleRun.saw(cluster);
            return Stream.of("one", "other").map(name -> DynamicTest.dynamicTest(name, () -> SampleRun.saw(field)));
        }
    }

    @Test
    void oneInstanceForAllMethodsStillHasAClusterForEach() {
        SampleRun run = SampleRun.of(OneInstance.class);

        run.passes(2).leavesNothing();
        assertThat(run.clusters()).isEqualTo(2);
    }

    @ReplicatedPostgres(standbys = 0)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OneInstance {

        private Cluster field;

        @Test
        void one(Cluster cluster) {
            assertThat(cluster).isSameAs(field);
            SampleRun.saw(cluster);
        }

        @Test
        void other(Cluster cluster) {
            assertThat(cluster).isSameAs(field);
            SampleRun.saw(cluster);
        }
    }

    @Test
    void methodsThatRunAtTheSameTimeDoNotDisturbEachOther() {
        SampleRun run = SampleRun.of(CONCURRENT, AtTheSameTime.class);

        run.passes(4).leavesNothing();
        assertThat(run.clusters()).isEqualTo(4);
    }

    @ReplicatedPostgres
    static class AtTheSameTime {

        private static final Meeting ALL_HAVE_ONE = new Meeting(4);

        private Cluster field;

        @RepeatedTest(4)
        void writes(Cluster cluster) throws Exception {
            assertThat(cluster).isSameAs(field);
            SampleRun.saw(cluster);
            ALL_HAVE_ONE.await();
            cluster.primary().createDatabase("mine");
            cluster.awaitInSync();
            assertThat(cluster.standby().databases()).containsExactlyInAnyOrder("mine", "postgres");
        }
    }

    @Test
    void methodsThatRunAtTheSameTimeStartASharedClusterOnce() {
        SampleRun run = SampleRun.of(CONCURRENT, SharedAtTheSameTime.class);

        run.passes(4).leavesNothing();
        assertThat(run.clusters()).isEqualTo(1);
    }

    @ReplicatedPostgres(standbys = 0, shared = true)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class SharedAtTheSameTime {

        private static final Meeting ALL_ARE_HERE = new Meeting(4);

        private Cluster field;

        @RepeatedTest(4)
        void looks(Cluster cluster) throws Exception {
            ALL_ARE_HERE.await();
            assertThat(cluster).isSameAs(field);
            SampleRun.saw(cluster);
        }
    }
}
