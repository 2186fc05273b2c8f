package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.spec.SynchronousCommit;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class NearestAnnotationTest {

    @Test
    void theAnnotationOfTheMethodBeatsThatOfTheNestedClassWhichBeatsItsEnclosers() {
        SampleRun.of(Outer.class).passes(5).leavesNothing();
    }

    @ReplicatedPostgres(names = "outer")
    static class Outer {

        @Test
        void inherits(Cluster cluster) {
            assertThat(cluster).hasToString("cluster of [outer]");
            SampleRun.saw(cluster);
        }

        @Test
        @ReplicatedPostgres(names = "method")
        void hasItsOwn(Cluster cluster) {
            assertThat(cluster).hasToString("cluster of [method]");
            SampleRun.saw(cluster);
        }

        @Nested
        class Plain {
            @Test
            void inheritsFromOuter(Cluster cluster) {
                assertThat(cluster).hasToString("cluster of [outer]");
                SampleRun.saw(cluster);
            }
        }

        @Nested
        @ReplicatedPostgres(standbys = 0, synchronousCommit = SynchronousCommit.LOCAL)
        class Replacing {
            @Test
            void takesNothingFromOuter(Cluster cluster) {
                assertThat(cluster).hasToString("cluster of [node-1]");
                assertThat(cluster.spec().synchronousCommit()).isEqualTo(SynchronousCommit.LOCAL);
                SampleRun.saw(cluster);
            }

            @Nested
            class Inside {
                @Test
                void inheritsFromTheNearer(Cluster cluster) {
                    assertThat(cluster).hasToString("cluster of [node-1]");
                    SampleRun.saw(cluster);
                }
            }
        }
    }

    @Test
    void anAnnotationOfTheTestsOwnCarriesIt() {
        SampleRun.of(Meta.class).passes(2).leavesNothing();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @ReplicatedPostgres(names = "meta")
    @interface OurDatabase {}

    @OurDatabase
    static class Meta {

        @Test
        void onAClass(Cluster cluster) {
            assertThat(cluster).hasToString("cluster of [meta]");
            SampleRun.saw(cluster);
        }

        @Nested
        @ReplicatedPostgres(names = "inner")
        class Inner {
            @Test
            @OurDatabase
            void onAMethod(Cluster cluster) {
                assertThat(cluster).hasToString("cluster of [meta]");
                SampleRun.saw(cluster);
            }
        }
    }

    @Test
    void aSuperclassAndAnInterfaceHandItDown() {
        SampleRun.of(Heir.class, Implementor.class).passes(2).leavesNothing();
    }

    @ReplicatedPostgres(names = "parent")
    abstract static class Parent {
        @Test
        void inherited(Cluster cluster) {
            assertThat(cluster).hasToString("cluster of [parent]");
            SampleRun.saw(cluster);
        }
    }

    static class Heir extends Parent {}

    @ReplicatedPostgres(names = "contract")
    interface Contract {
        @Test
        default void holds(Cluster cluster) {
            assertThat(cluster).hasToString("cluster of [contract]");
            SampleRun.saw(cluster);
        }
    }

    static class Implementor implements Contract {}
}
