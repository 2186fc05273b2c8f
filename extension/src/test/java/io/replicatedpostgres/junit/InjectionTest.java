package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@NullUnmarked
class InjectionTest {

    @Test
    void everyMethodHasAClusterOfItsOwnAndSeesTheSameOneWhereverItLooks() {
        SampleRun run = SampleRun.of(EveryPlace.class);

        run.passes(2).leavesNothing();
        assertThat(run.clusters()).isEqualTo(2);
        assertThat(run.seen()).hasSize(2 * 5);
    }

    @ReplicatedPostgres
    static class EveryPlace {

        private final Cluster ofConstructor;
        private Cluster field;

        @OnNode("node-2")
        Node nodeField;

        EveryPlace(Cluster cluster, @OnNode("node-1") Node node) {
            ofConstructor = cluster;
            assertThat(node).isSameAs(cluster.node("node-1"));
        }

        @BeforeEach
        void look(Cluster cluster, @OnNode("node-1") Node node) {
            assertThat(node).isSameAs(ofConstructor.node("node-1"));
            SampleRun.saw(cluster);
            SampleRun.saw(field);
        }

        @Test
        void one(Cluster cluster, @OnNode("node-2") Node node) {
            assertThat(node).isSameAs(nodeField).isSameAs(cluster.standby());
            SampleRun.saw(cluster);
        }

        @Test
        void other(@OnNode("node-2") Node node, Cluster cluster) {
            assertThat(node).isSameAs(nodeField).isSameAs(cluster.standby());
            SampleRun.saw(cluster);
        }

        @AfterEach
        void lookAgain(Cluster cluster, @OnNode("node-2") Node node) {
            assertThat(node).isSameAs(nodeField);
            SampleRun.saw(cluster);
            SampleRun.saw(ofConstructor);
        }
    }

    @Test
    void aStaticFieldHoldsOneClusterForTheClass() {
        SampleRun run = SampleRun.of(StaticField.class);

        run.passes(2).leavesNothing();
        assertThat(run.seen()).hasSize(6);
        // the one of the class, and one for each method that wants its own
        assertThat(run.clusters()).isEqualTo(3);
    }

    @ReplicatedPostgres(standbys = 0)
    static class StaticField {

        static Cluster cluster;

        @OnNode("node-1")
        private static Node node;

        @BeforeAll
        static void isThereAlready() {
            SampleRun.saw(cluster);
            SampleRun.saw(node.cluster());
        }

        @Test
        void one(Cluster own) {
            SampleRun.saw(cluster);
            SampleRun.saw(own);
        }

        @Test
        void other(Cluster own) {
            SampleRun.saw(cluster);
            SampleRun.saw(own);
        }
    }

    @Test
    void theFieldsOfEnclosingAndInheritedInstancesHoldTheClusterOfTheMethod() {
        SampleRun run = SampleRun.of(Enclosing.class);

        run.passes(1).leavesNothing();
        assertThat(run.clusters()).isEqualTo(1);
        assertThat(run.seen()).hasSize(4);
    }

    abstract static class Base {
        private Cluster inherited;

        Cluster inherited() {
            return inherited;
        }
    }

    @ReplicatedPostgres(standbys = 0)
    static class Enclosing {

        private final Cluster ofConstructor;
        private Cluster outer;

        Enclosing(Cluster cluster) {
            ofConstructor = cluster;
        }

        @Nested
        class Inner extends Base {
            @Test
            void looks(Cluster cluster) {
                SampleRun.saw(cluster);
                SampleRun.saw(outer);
                SampleRun.saw(inherited());
                SampleRun.saw(ofConstructor);
            }
        }
    }

    @Test
    void whatIsSaidOnAMethodHoldsForItsConstructorFieldsAndParameters() {
        SampleRun run = SampleRun.of(OnAMethod.class);

        run.passes(1).leavesNothing();
        assertThat(run.clusters()).isEqualTo(1);
        assertThat(run.seen()).hasSize(3);
    }

    static class OnAMethod {

        private final Cluster ofConstructor;
        private Cluster field;

        OnAMethod(Cluster cluster) {
            ofConstructor = cluster;
        }

        @Test
        @ReplicatedPostgres(standbys = 0)
        void looks(Cluster cluster) {
            SampleRun.saw(cluster);
            SampleRun.saw(field);
            SampleRun.saw(ofConstructor);
        }
    }

    @Test
    void aNodeThatTheTestKeepsInAFieldOfItsOwnIsLeftAlone() {
        SampleRun.of(OwnNode.class).passes(1).leavesNothing();
    }

    @ReplicatedPostgres(standbys = 0)
    static class OwnNode {

        private Node heir;

        @Test
        void keepsIt(Cluster cluster) {
            assertThat(heir).isNull();
            heir = cluster.primary();
            SampleRun.saw(heir.cluster());
        }
    }
}
