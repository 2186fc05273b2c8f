package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message names the place, the rule and the way out; and no cluster is started for it. */
@NullUnmarked
class ConfigurationErrorsTest {

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(InBeforeAll.class, "InBeforeAll", "a cluster of its own", "shared = true"),
                Arguments.of(InOneConstructor.class, "InOneConstructor", "a cluster of its own", "Use @BeforeEach"),
                Arguments.of(ConcurrentField.class, "ConcurrentField.cluster", "at the same time", "shared = true"),
                Arguments.of(ConcurrentOuter.class, "ConcurrentOuter.cluster", "at the same time", "shared = true"),
                Arguments.of(StaticForAMethod.class, "StaticForAMethod.cluster", "a static field", "on the class"),
                Arguments.of(UnknownParameter.class, "wantsIt", "there is no node \"node-7\"", "node-1, node-2"),
                Arguments.of(UnknownField.class, "UnknownField.node", "no node \"node-7\"", "node-1, node-2"),
                Arguments.of(UnknownStatic.class, "UnknownStatic.node", "no node \"node-7\"", "node-1, node-2"),
                Arguments.of(Unnamed.class, "wantsIt", "by its name", "@OnNode(\"…\") with one of node-1, node-2"),
                Arguments.of(OnACluster.class, "wantsIt", "@OnNode belongs to a Node", "leave @OnNode out"),
                Arguments.of(OnAString.class, "wantsIt", "@OnNode belongs to a Node", "Make it one"),
                Arguments.of(FinalField.class, "FinalField.node", "it is final", "Leave final out"),
                Arguments.of(NothingSaid.class, "wantsIt", "nothing says which cluster", "Put @ReplicatedPostgres"),
                Arguments.of(NumberAndNames.class, "standbys = 2, names = [a, b]", "their number", "one of the three"),
                Arguments.of(NamesAndStandbys.class, "names = [a, b]", "one by one", "Keep one of the three"),
                Arguments.of(BadTimeout.class, "timeout = \"soon\"", "with ms, s or m", "30s"),
                Arguments.of(NoTime.class, "timeout = \"0s\"", "greater than 0", "30s"),
                Arguments.of(OwnedSetting.class, "port = 5432", "port is set by the harness", "Leave it out"),
                Arguments.of(BadName.class, "names", "Node 1", "lower-case letters"),
                Arguments.of(BadSynchronous.class, "synchronousStandbys", "node-9", "node-2"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void isTold(Class<?> sample, String place, String rule, String wayOut) {
        SampleRun run = SampleRun.of(sample);

        assertThat(run.failures())
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure).hasMessageContainingAll(place, rule, wayOut));
        assertThat(run.seen()).isEmpty();
    }

    abstract static class WantsACluster {
        @Test
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @ReplicatedPostgres
    static class InBeforeAll extends WantsACluster {
        @BeforeAll
        static void before(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @ReplicatedPostgres
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class InOneConstructor extends WantsACluster {
        InOneConstructor(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @ReplicatedPostgres
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class ConcurrentField {
        Cluster cluster;

        @RepeatedTest(2)
        void looks() {
            SampleRun.saw(cluster);
        }
    }

    @ReplicatedPostgres
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    @Execution(ExecutionMode.CONCURRENT)
    static class ConcurrentOuter {
        Cluster cluster;

        @Nested
        class Inner {
            @Test
            void looksOutside() {
                SampleRun.saw(cluster);
            }
        }
    }

    static class StaticForAMethod {
        static Cluster cluster;

        @Test
        @ReplicatedPostgres
        void looks() {
            SampleRun.saw(cluster);
        }
    }

    static class UnknownParameter {
        @Test
        @ReplicatedPostgres
        void wantsIt(@OnNode("node-7") Node node) {
            SampleRun.saw(node.cluster());
        }
    }

    @ReplicatedPostgres
    static class UnknownField {
        @OnNode("node-7")
        Node node;

        @Test
        void looks() {
            SampleRun.saw(node.cluster());
        }
    }

    @ReplicatedPostgres
    static class UnknownStatic {
        @OnNode("node-7")
        static Node node;

        @Test
        void looks() {
            SampleRun.saw(node.cluster());
        }
    }

    static class Unnamed {
        @Test
        @ReplicatedPostgres
        void wantsIt(Node node) {
            SampleRun.saw(node.cluster());
        }
    }

    static class OnACluster {
        @Test
        @ReplicatedPostgres
        void wantsIt(@OnNode("node-1") Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    static class OnAString {
        @Test
        @ReplicatedPostgres
        void wantsIt(@OnNode("node-1") String name) {
            assertThat(name).isNotNull();
        }
    }

    @ReplicatedPostgres
    static class FinalField {
        @OnNode("node-1")
        final Node node = null;

        @Test
        void looks() {
            SampleRun.saw(node.cluster());
        }
    }

    @ExtendWith(ReplicatedPostgresExtension.class)
    static class NothingSaid extends WantsACluster {}

    @ReplicatedPostgres(
            standbys = 2,
            names = {"a", "b"})
    static class NumberAndNames extends WantsACluster {}

    @ReplicatedPostgres(
            names = {"a", "b"},
            standby = @Standby(name = "c"))
    static class NamesAndStandbys extends WantsACluster {}

    @ReplicatedPostgres(timeout = "soon")
    static class BadTimeout extends WantsACluster {}

    @ReplicatedPostgres(timeout = "0s")
    static class NoTime extends WantsACluster {}

    @ReplicatedPostgres(settings = "port = 5432")
    static class OwnedSetting extends WantsACluster {}

    @ReplicatedPostgres(names = "Node 1")
    static class BadName extends WantsACluster {}

    @ReplicatedPostgres(synchronousStandbys = "node-9")
    static class BadSynchronous extends WantsACluster {}
}
