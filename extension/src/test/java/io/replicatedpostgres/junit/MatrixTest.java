package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.PostgresVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One installation is there, so one version of each matrix runs and the others are skipped. */
@NullUnmarked
class MatrixTest {

    private static final List<String> LIVED_ON = new CopyOnWriteArrayList<>();

    @BeforeEach
    void forget() {
        LIVED_ON.clear();
    }

    @Test
    void onAMethodRunsItOnEachVersionThatIsThere() {
        SampleRun run = SampleRun.of(OneInstallation.configuration(), OnMethod.class);

        run.passes(1).leavesNothing();
        assertThat(run.displayNames()).contains("PostgreSQL " + OneInstallation.major());
        assertThat(run.skipped())
                .hasSize(6)
                .allSatisfy(reason -> assertThat(reason)
                        .containsPattern("^PostgreSQL 1\\d cannot be had here: ")
                        .contains(OneInstallation.found().binaries().version().toString()));
    }

    static class OnMethod {
        @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
        @ReplicatedPostgres(standbys = 0)
        void runs(Cluster cluster) {
            assertThat(cluster.spec().place().version()).isEqualTo(OneInstallation.major());
            SampleRun.saw(cluster);
        }
    }

    @Test
    void onAClassRunsAllOfItOnEachVersionThatIsThere() {
        SampleRun run = SampleRun.of(OneInstallation.configuration(), OnClass.class);

        run.passes(6).leavesNothing();
        assertThat(run.seen())
                .hasSize(6)
                .allSatisfy(
                        cluster -> assertThat(cluster.spec().place().version()).isEqualTo(OneInstallation.major()));
        assertThat(run.displayNames()).contains("PostgreSQL " + OneInstallation.major());
        // of each of six versions: the method, the containers of the repeated and parameterized one, the nested class
        assertThat(run.skipped()).hasSize(24);
    }

    @ReplicatedPostgres(standbys = 0)
    @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
    static class OnClass {

        private Cluster field;

        @Test
        void one(Cluster cluster) {
            assertThat(cluster).isSameAs(field);
            SampleRun.saw(cluster);
        }

        @RepeatedTest(2)
        void repeated(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "b"})
        void parameterized(String name, Cluster cluster) {
            cluster.primary().createDatabase(name);
            SampleRun.saw(cluster);
        }

        @Nested
        class Inner {
            @Test
            void inside(@OnNode("node-1") Node node) {
                SampleRun.saw(node.cluster());
            }
        }
    }

    @Test
    void wholeAndMajorVersionsEachHaveTheirSharedCluster() {
        SampleRun run = SampleRun.of(
                OneInstallation.configuration("replicatedpostgres.version", OneInstallation.major()), Shared.class);

        run.passes(2).leavesNothing();
        assertThat(run.clusters()).isEqualTo(1);
    }

    @ReplicatedPostgres(standbys = 0, shared = true)
    static class Shared {

        @Nested
        @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
        class Inner {

            private Cluster field;

            @RepeatedTest(2)
            void looks(Cluster cluster) {
                assertThat(cluster).isSameAs(field);
                SampleRun.saw(cluster);
            }
        }
    }

    @Test
    void aSharedClusterDoesNotOutliveItsVersion() {
        PostgresVersion there = OneInstallation.found().binaries().version();

        SampleRun run = SampleRun.of(OneInstallation.configuration(), Twice.class);

        run.leavesNothing();
        assertThat(run.failures()).isEmpty();
        if (there.toString().equals("15.18")) {
            assertThat(run.clusters()).isEqualTo(4);
            assertThat(run.seen()).hasSize(6);
        }
    }

    /** The same installation by two names is two versions of the matrix. */
    static class Twice {

        @PostgresVersions({"15", "15.18"})
        @ReplicatedPostgres(standbys = 0, shared = true)
        void method(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Nested
        @PostgresVersions({"15", "15.18"})
        @ReplicatedPostgres(standbys = 0, shared = true)
        class OfClass {
            @RepeatedTest(2)
            void method(Cluster cluster) {
                SampleRun.saw(cluster);
            }
        }
    }

    @Test
    @Tag("local") // its builder takes the settings of this JVM, and they may name an image
    void aRegisteredExtensionTakesTheVersionOfTheMatrix() {
        SampleRun run = SampleRun.of(OneInstallation.configuration(), Registered.class);

        run.passes(1).leavesNothing();
        assertThat(run.seen().get(0).spec().place().version()).isEqualTo(OneInstallation.major());
    }

    @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
    static class Registered {

        @RegisterExtension
        static final ReplicatedPostgresExtension POSTGRES =
                ReplicatedPostgresExtension.builder().standbys(0).build();

        @Test
        void looks(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @Test
    void allVersionsRunAtTheSameTime() {
        SampleRun run = SampleRun.of(
                OneInstallation.configuration(
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.mode.default", "concurrent",
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "4"),
                OnClass.class,
                OnMethod.class);

        run.passes(7).leavesNothing();
        assertThat(run.clusters()).isEqualTo(7);
    }

    @Test
    void aVersionThatASettingExcludesIsSkippedAndTheReasonNamesTheSetting() {
        String other = OneInstallation.major().equals("14") ? "13" : "14";

        SampleRun run = SampleRun.of(
                Map.of("replicatedpostgres.runtime", "local", "replicatedpostgres.version", other), OnMethod.class);

        assertThat(run.skipped())
                .filteredOn(reason -> reason.contains("replicatedpostgres.version = " + other + " is required"))
                .hasSize(6);
    }

    @Test
    void theFailureNamesTheVersion() {
        SampleRun run = SampleRun.of(OneInstallation.configuration(), Failing.class);

        assertThat(run.failures()).hasSize(2);
        String version = "PostgreSQL " + OneInstallation.major();
        assertThat(run.failures())
                .filteredOn(failure -> failure instanceof AssertionError)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageStartingWith("[" + version + "]"))
                .satisfies(failure ->
                        assertThat(failure.getStackTrace()[0].getMethodName()).isNotEqualTo("on"));
        assertThat(run.failures())
                .filteredOn(failure -> failure instanceof IllegalStateException)
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure).hasMessage("wanted").hasSuppressedException(failure.getSuppressed()[0]))
                .satisfies(failure -> assertThat(failure.getSuppressed()[0]).hasMessageContaining(version));
    }

    @ReplicatedPostgres(standbys = 0)
    @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
    static class Failing {
        @Test
        void asserts() {
            assertThat("a").isEqualTo("b");
        }

        @Test
        void breaks() {
            throw new IllegalStateException("wanted");
        }
    }
}
