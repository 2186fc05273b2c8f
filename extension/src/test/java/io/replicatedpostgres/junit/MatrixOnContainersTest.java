package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.RuntimeKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** In containers all versions are there, and a matrix really runs on several. */
@NullUnmarked
@EnabledIfSystemProperty(named = "replicatedpostgres.runtime", matches = "container")
class MatrixOnContainersTest {

    /** Whatever image and version this run is on. */
    private static Map<String, String> configuration(String... more) {
        var all = new HashMap<>(Map.of("replicatedpostgres.image", "", "replicatedpostgres.version", ""));
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static Stream<String> majors(SampleRun run) {
        return run.seen().stream()
                .map(cluster -> String.valueOf(cluster.version().major()));
    }

    /** A server says what it is, not the spec. */
    private static void saw(Cluster cluster) {
        String major = cluster.spec().place().version();
        assertThat(cluster.primary().query("SHOW server_version")).allMatch(version -> version.startsWith(major));
        assertThat(cluster.whereabouts()).contains("container, postgres:" + major);
        SampleRun.saw(cluster);
    }

    @Test
    void onAClassRunsAllOfItOnEachVersionInTheirOrder() {
        SampleRun run = SampleRun.of(configuration(), OnClass.class);

        run.passes(8).leavesNothing();
        assertThat(majors(run)).containsExactly("13", "13", "13", "13", "17", "17", "17", "17");
        assertThat(run.skipped()).isEmpty();
        assertThat(run.displayNames()).contains("PostgreSQL 13", "PostgreSQL 17");
    }

    @PostgresVersions({"13", "17"})
    @ReplicatedPostgres
    static class OnClass {

        private Cluster field;

        @Test
        void streams(Cluster cluster) {
            assertThat(cluster).isSameAs(field);
            cluster.primary().execute("CREATE TABLE t (id int)");
            cluster.awaitInSync();
            assertThat(cluster.standby().query("SELECT count(*) FROM t")).containsExactly("0");
            saw(cluster);
        }

        @RepeatedTest(2)
        void repeated(Cluster cluster) {
            saw(cluster);
        }

        @Nested
        class Inner {
            @Test
            void inside(@OnNode("node-1") Node node) {
                saw(node.cluster());
            }
        }
    }

    @Test
    void onAMethodRunsItOnEachVersionAtTheSameTime() {
        SampleRun run = SampleRun.of(
                configuration(
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.mode.default", "concurrent",
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "2"),
                OnMethod.class);

        run.passes(4).leavesNothing();
        assertThat(majors(run)).containsExactlyInAnyOrder("13", "15", "17", "18");
        assertThat(run.clusters()).isEqualTo(4);
    }

    static class OnMethod {
        @PostgresVersions({"13", "15", "17", "18"})
        @ReplicatedPostgres(standbys = 0)
        void runs(Cluster cluster) {
            saw(cluster);
        }
    }

    @Test
    void aSharedClusterLivesAsLongAsItsVersion() {
        SampleRun run = SampleRun.of(configuration(), Shared.class);

        run.passes(4).leavesNothing();
        assertThat(run.clusters()).isEqualTo(2);
        assertThat(majors(run)).containsExactly("15", "15", "18", "18");
    }

    static class Shared {

        @Nested
        @PostgresVersions({"15", "18"})
        @ReplicatedPostgres(standbys = 0, shared = true)
        class Inner {
            @RepeatedTest(2)
            void looks(Cluster cluster) {
                saw(cluster);
            }
        }
    }

    @Test
    void aRegisteredExtensionTakesEachVersion() {
        SampleRun run = SampleRun.of(configuration(), Registered.class);

        run.passes(2).leavesNothing();
        assertThat(majors(run)).containsExactly("18", "13");
    }

    @PostgresVersions({"18", "13"})
    static class Registered {

        @RegisterExtension
        static final ReplicatedPostgresExtension POSTGRES = ReplicatedPostgresExtension.builder()
                .standbys(0)
                .place(Place.from(key -> Optional.empty()))
                .build();

        @Test
        void looks(Cluster cluster) {
            saw(cluster);
        }
    }

    @Test
    void conditionsAreAskedOfEachVersion() {
        SampleRun run = SampleRun.of(configuration(), Conditional.class);

        run.passes(3).leavesNothing();
        assertThat(majors(run)).containsExactlyInAnyOrder("13", "17", "17");
        assertThat(run.skipped())
                .singleElement()
                .satisfies(reason -> assertThat(reason)
                        .startsWith("@EnabledOnPostgres(from = 16")
                        .contains("PostgreSQL 13."));
    }

    @PostgresVersions({"13", "17"})
    @ReplicatedPostgres(standbys = 0)
    @EnabledOnRuntime(RuntimeKind.CONTAINER)
    static class Conditional {

        @Test
        @EnabledOnPostgres(from = 16)
        void onNewer(Cluster cluster) {
            saw(cluster);
        }

        @Test
        void onBoth(Cluster cluster) {
            saw(cluster);
        }
    }

    @Test
    void theFailureNamesTheVersionItHappenedOn() {
        SampleRun run = SampleRun.of(configuration(), FailsOn17.class);

        assertThat(List.of(run.failure()))
                .allSatisfy(failure -> assertThat(failure).hasMessageStartingWith("[PostgreSQL 17]"));
        assertThat(majors(run)).containsExactly("13", "17");
    }

    @PostgresVersions({"13", "17"})
    @ReplicatedPostgres(standbys = 0)
    static class FailsOn17 {
        @Test
        void asserts(Cluster cluster) {
            saw(cluster);
            assertThat(cluster.version().major()).isEqualTo(13);
        }
    }
}
