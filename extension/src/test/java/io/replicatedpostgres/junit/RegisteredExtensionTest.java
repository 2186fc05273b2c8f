package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.SynchronousCommit;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@NullUnmarked
class RegisteredExtensionTest {

    @Test
    void ofASpecGivesEveryMethodAClusterOfItsOwn() {
        SampleRun run = SampleRun.of(OfStatic.class, OfInstance.class);

        run.passes(4).leavesNothing();
        assertThat(run.clusters()).isEqualTo(4);
    }

    static class OfStatic {

        @RegisterExtension
        static final ReplicatedPostgresExtension POSTGRES =
                ReplicatedPostgresExtension.of(ClusterSpec.builder().standbys(0).build());

        private Cluster field;

        @Test
        void one(Cluster cluster) {
            assertThat(cluster).isSameAs(field);
            SampleRun.saw(cluster);
        }

        @Test
        void other(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    static class OfInstance {

        @RegisterExtension
        final ReplicatedPostgresExtension postgres =
                ReplicatedPostgresExtension.of(ClusterSpec.builder().standbys(0).build());

        private Cluster field;

        @Test
        void one(Cluster cluster) {
            assertThat(cluster).isSameAs(field);
            SampleRun.saw(cluster);
        }

        @Test
        void other(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @Test
    void sharedGivesOneToTheClassAndItsNestedClasses() {
        SampleRun run = SampleRun.of(SharedStatic.class);

        run.passes(2).leavesNothing();
        assertThat(run.seen()).hasSize(3);
        assertThat(run.clusters()).isEqualTo(1);
    }

    static class SharedStatic {

        @RegisterExtension
        static final ReplicatedPostgresExtension POSTGRES = ReplicatedPostgresExtension.shared(
                ClusterSpec.builder().standbys(0).build());

        static Cluster ofClass;

        @BeforeAll
        static void before(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Test
        void outside() {
            SampleRun.saw(ofClass);
        }

        @Nested
        class Inner {
            @Test
            void inside(Cluster cluster) {
                SampleRun.saw(cluster);
            }
        }
    }

    @Test
    void sharedInAnInstanceFieldIsRefused() {
        assertThat(SampleRun.of(SharedInstance.class).failure())
                .hasMessageContaining("a shared ReplicatedPostgresExtension in " + SharedInstance.class.getName())
                .hasMessageContaining("Make the field static");
    }

    static class SharedInstance {

        @RegisterExtension
        final ReplicatedPostgresExtension postgres =
                ReplicatedPostgresExtension.builder().shared().build();

        @Test
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @Test
    void anAnnotationBesideItIsRefused() {
        assertThat(SampleRun.of(SaidTwice.class).failure())
                .hasMessageContaining("@ReplicatedPostgres on class " + SaidTwice.class.getName())
                .hasMessageContaining("Keep one of the two");
    }

    @ReplicatedPostgres
    static class SaidTwice {

        @RegisterExtension
        static final ReplicatedPostgresExtension POSTGRES =
                ReplicatedPostgresExtension.builder().build();

        @Test
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @Test
    void theBuilderGivesWhatItCollected() {
        SampleRun.of(Built.class).passes(1).leavesNothing();
    }

    static class Built {

        @RegisterExtension
        static final ReplicatedPostgresExtension POSTGRES = ReplicatedPostgresExtension.builder()
                .names(List.of("ams", "ber"))
                .slots("air")
                .synchronousCommit(SynchronousCommit.REMOTE_APPLY)
                .settings("work_mem = 5MB")
                .shared()
                .build();

        @Test
        void runs(Cluster cluster, @OnNode("ber") Node standby) {
            assertThat(cluster).hasToString("cluster of [ams, ber]");
            assertThat(standby.isStandby()).isTrue();
            assertThat(cluster.primary().slot("air").active()).isTrue();
            assertThat(cluster.primary().query("SHOW synchronous_commit")).containsExactly("remote_apply");
            assertThat(standby.query("SHOW work_mem")).containsExactly("5MB");
            SampleRun.saw(cluster);
        }
    }

    @Test
    void theBuilderHasAllThatTheBuilderOfSpecsHas() {
        List<String> ofSpecs = setters(ClusterSpecBuilder.class);

        assertThat(ofSpecs).contains("standbys [int]", "settings [class [Ljava.lang.String;]");
        assertThat(setters(ReplicatedPostgresExtensionBuilder.class)).containsAll(ofSpecs);
    }

    private static List<String> setters(Class<?> builder) {
        return Arrays.stream(builder.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && method.getReturnType() == builder)
                .map(RegisteredExtensionTest::signature)
                .toList();
    }

    private static String signature(Method method) {
        return method.getName() + " " + Arrays.toString(method.getParameterTypes());
    }
}
