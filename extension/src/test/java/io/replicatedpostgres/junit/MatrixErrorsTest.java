package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every message names the place, the rule and the way out; and no cluster is started for it. */
@NullUnmarked
class MatrixErrorsTest {

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(BesidePlain.class, "beside @Test on", "both make tests", "Leave @Test out"),
                Arguments.of(BesideRepeated.class, "beside @RepeatedTest on", "both make tests", "on the class"),
                Arguments.of(BesideClass.class, "beside @ParameterizedClass", "without what the other", "Keep one"),
                Arguments.of(Within.class, "@PostgresVersions on", "is around it", "@EnabledOnPostgres"),
                Arguments.of(NestedWithin.class, "@PostgresVersions on", "is around it", "@EnabledOnPostgres"),
                Arguments.of(Empty.class, "@PostgresVersions([])", "no version in it", "Name one"),
                Arguments.of(Unknown.class, "[99]", "no version of PostgreSQL from 11 to 18", "\"15\" or"),
                Arguments.of(NoNumber.class, "[latest]", "no version of PostgreSQL from 11 to 18", "\"15\" or"),
                Arguments.of(SaidTwice.class, "[15, 15]", "twice", "Name each once"),
                Arguments.of(Versioned.class, "version = \"15\"", "says already which version", "Leave it out"),
                Arguments.of(GivenVersion.class, "version 15", "says already which version", "Leave it out"),
                Arguments.of(Static.class, "Static.cluster", "before the first of the", "an instance field"),
                Arguments.of(InBeforeAll.class, "before", "before the first of the", "an instance field"),
                Arguments.of(InOneConstructor.class, "InOneConstructor", "before the first of the", "an instance"),
                Arguments.of(NoRange.class, "@EnabledOnPostgres(from = 17, to = 16)", "no range", "from = 16"),
                Arguments.of(NothingWanted.class, "NothingWanted", "no range", "from = 16"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void isTold(Class<?> sample, String place, String rule, String wayOut) {
        SampleRun run = SampleRun.of(OneInstallation.configuration(), sample);

        assertThat(run.failures())
                .isNotEmpty()
                .allSatisfy(failure -> assertThat(failure).hasMessageContainingAll(place, rule, wayOut));
        assertThat(run.seen()).isEmpty();
    }

    static class BesidePlain {
        @Test
        @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
        @ReplicatedPostgres
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    static class BesideRepeated {
        @RepeatedTest(2)
        @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
        @ReplicatedPostgres
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @ReplicatedPostgres
    abstract static class WantsACluster {
        @Test
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
    @ParameterizedClass
    @ValueSource(strings = {"a", "b"})
    @ReplicatedPostgres
    static class BesideClass {

        private final String argument;

        BesideClass(String argument) {
            this.argument = argument;
        }

        @Test
        void wantsIt(Cluster cluster) {
            assertThat(argument).isNotNull();
            SampleRun.saw(cluster);
        }
    }

    @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
    @ReplicatedPostgres
    static class Within {
        @PostgresVersions("15")
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
    @ReplicatedPostgres
    static class NestedWithin {
        @Nested
        @PostgresVersions("15")
        class Inner {
            @Test
            void wantsIt(Cluster cluster) {
                SampleRun.saw(cluster);
            }
        }
    }

    @PostgresVersions({})
    static class Empty extends WantsACluster {}

    @PostgresVersions("99")
    static class Unknown extends WantsACluster {}

    @PostgresVersions("latest")
    static class NoNumber extends WantsACluster {}

    @PostgresVersions({"15", "15"})
    static class SaidTwice extends WantsACluster {}

    @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
    @ReplicatedPostgres(version = "15")
    static class Versioned {
        @Test
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
    static class GivenVersion {

        @RegisterExtension
        static final ReplicatedPostgresExtension POSTGRES = ReplicatedPostgresExtension.of(
                ClusterSpec.builder().place(Place.anywhere().withVersion("15")).build());

        @Test
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
    static class Static extends WantsACluster {
        static Cluster cluster;
    }

    @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
    @ReplicatedPostgres(shared = true)
    static class InBeforeAll {

        @BeforeAll
        static void before(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Test
        void looks() {}
    }

    @PostgresVersions({"12", "13", "14", "15", "16", "17", "18"})
    @ReplicatedPostgres(shared = true)
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class InOneConstructor {
        InOneConstructor(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Test
        void looks() {}
    }

    @EnabledOnPostgres(from = 17, to = 16)
    static class NoRange extends WantsACluster {}

    @EnabledOnPostgres
    static class NothingWanted extends WantsACluster {}
}
