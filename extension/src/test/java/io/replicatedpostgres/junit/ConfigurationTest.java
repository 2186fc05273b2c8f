package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.spec.Ahead;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Keep;
import io.replicatedpostgres.spec.Place;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConfigurationTest {

    private static final String FACTOR = "replicatedpostgres.timeoutFactor";
    private static final String VERSION = "replicatedpostgres.version";

    @Test
    void theTimeoutFactorStretchesEveryDeadline() {
        SampleRun run = SampleRun.of(Map.of(FACTOR, "2"), Timeout.class, GivenTimeout.class);

        run.passes(2);
        assertThat(run.seen())
                .allSatisfy(cluster -> assertThat(cluster.spec().deadline()).isEqualTo(Duration.ofSeconds(40)));
    }

    static class Timeout {
        @Test
        @ReplicatedPostgres(standbys = 0, timeout = "20s")
        void looks(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    static class GivenTimeout {

        @RegisterExtension
        static final ReplicatedPostgresExtension POSTGRES = ReplicatedPostgresExtension.builder()
                .standbys(0)
                .timeout(Duration.ofSeconds(20))
                .place(new Place(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        ServerProfile.SMALL,
                        Keep.NEVER,
                        Ahead.COPIES,
                        3))
                .build();

        @Test
        void looks(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @Test
    void withoutAConfigurationWhatTheTestSaysCounts() {
        SampleRun run = SampleRun.of(Map.of(FACTOR, ""), GivenTimeout.class);

        run.passes(1);
        assertThat(run.seen().get(0).spec().deadline()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void theConfiguredVersionBeatsTheAnnotationAndTheBuilder() {
        String major = installedMajor();

        SampleRun run = SampleRun.of(Map.of(VERSION, major), NoSuchVersion.class, GivenNoSuchVersion.class);

        run.passes(2);
        assertThat(run.seen()).allSatisfy(cluster -> {
            assertThat(cluster.version().major()).hasToString(major);
            assertThat(cluster.spec().place().version()).isEqualTo(major);
        });
    }

    @Test
    void theVersionOfTheAnnotationAndTheBuilderIsWanted() {
        SampleRun run = SampleRun.of(Map.of(VERSION, ""), NoSuchVersion.class, GivenNoSuchVersion.class);

        assertThat(run.failures())
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure).hasMessageContaining("99"));
    }

    static class NoSuchVersion {
        @Test
        @ReplicatedPostgres(standbys = 0, version = "99")
        void looks(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    static class GivenNoSuchVersion {

        @RegisterExtension
        static final ReplicatedPostgresExtension POSTGRES = ReplicatedPostgresExtension.of(ClusterSpec.builder()
                .standbys(0)
                .place(Place.anywhere().orVersion("99"))
                .build());

        @Test
        void looks(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @Test
    void aValueThatIsNoneFailsTheTest() {
        assertThat(SampleRun.of(Map.of(FACTOR, "fast"), Timeout.class).failure())
                .hasMessageContaining("replicatedpostgres.timeoutFactor = fast");
    }

    private static String installedMajor() {
        try (Cluster cluster = Cluster.start(
                ClusterSpec.builder().standbys(0).place(Place.ofThisJvm()).build())) {
            return String.valueOf(cluster.version().major());
        }
    }
}
