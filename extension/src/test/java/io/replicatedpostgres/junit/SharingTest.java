package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@NullUnmarked
class SharingTest {

    @Test
    void oneClusterServesTheClassAndItsNestedClasses() {
        SampleRun run = SampleRun.of(Shared.class);

        run.passes(4).leavesNothing();
        assertThat(run.seen()).hasSize(10);
        assertThat(run.clusters()).isEqualTo(1);
    }

    @ReplicatedPostgres(standbys = 0, shared = true)
    static class Shared {

        static Cluster ofClass;
        private Cluster field;

        Shared(Cluster cluster) {
            assertThat(cluster).isSameAs(ofClass);
        }

        @BeforeAll
        static void before(Cluster cluster, @OnNode("node-1") Node node) {
            assertThat(node.cluster()).isSameAs(cluster);
            SampleRun.saw(cluster);
        }

        @AfterAll
        static void after(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @BeforeEach
        void beforeEach() {
            SampleRun.saw(field);
        }

        @Test
        void one(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Test
        void other() {
            SampleRun.saw(ofClass);
        }

        @Nested
        class Inner {
            @Test
            void inherits(Cluster cluster) {
                SampleRun.saw(cluster);
            }

            @Nested
            class Innermost {
                @Test
                void inheritsToo(Cluster cluster) {
                    SampleRun.saw(cluster);
                }
            }
        }
    }

    @Test
    void twoClassesNeverShare() {
        SampleRun run = SampleRun.of(FirstChild.class, SecondChild.class);

        run.passes(2).leavesNothing();
        assertThat(run.clusters()).isEqualTo(2);
    }

    @ReplicatedPostgres(standbys = 0, shared = true)
    abstract static class Parent {
        @Test
        void inherited(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    static class FirstChild extends Parent {}

    static class SecondChild extends Parent {}

    @Test
    void onAMethodItIsSharedByItsRepetitions() {
        SampleRun run = SampleRun.of(SharedOnMethod.class);

        run.passes(5).leavesNothing();
        assertThat(run.seen()).hasSize(5);
        assertThat(run.clusters()).isEqualTo(1 + 2);
    }

    static class SharedOnMethod {

        @RepeatedTest(3)
        @ReplicatedPostgres(standbys = 0, shared = true)
        void together(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @RepeatedTest(2)
        @ReplicatedPostgres(standbys = 0)
        void eachAlone(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }
}
