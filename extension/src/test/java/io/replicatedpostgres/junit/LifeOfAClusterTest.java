package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@NullUnmarked
class LifeOfAClusterTest {

    @Test
    void itEndsWithItsTestHoweverThatEnds() {
        SampleRun run = SampleRun.of(Ending.class);

        run.leavesNothing();
        assertThat(run.clusters()).isEqualTo(3);
        assertThat(run.failures()).hasSize(2);
        assertThat(run.events().aborted().count()).isEqualTo(1);
    }

    @ReplicatedPostgres(standbys = 0)
    static class Ending {

        @BeforeEach
        void look(Cluster cluster) {
            SampleRun.saw(cluster);
        }

        @Test
        void fails() {
            assertThat(1).isEqualTo(2);
        }

        @Test
        void throwsAnError() {
            throw new StackOverflowError("not really");
        }

        @Test
        void isAborted() {
            assumeTrue(false);
        }
    }

    @Test
    void aSharedOneEndsWithItsClassThoughATestOfItFailed() {
        SampleRun run = SampleRun.of(SharedEnding.class);

        run.leavesNothing();
        assertThat(run.clusters()).isEqualTo(1);
        assertThat(run.failure()).hasMessage("wanted");
    }

    @ReplicatedPostgres(standbys = 0, shared = true)
    static class SharedEnding {
        @Test
        void fails(Cluster cluster) {
            SampleRun.saw(cluster);
            throw new IllegalStateException("wanted");
        }
    }

    @Test
    void aTestThatClosesItsClusterItselfDoesNoHarm() {
        SampleRun.of(ClosedByItsUser.class).passes(1).leavesNothing();
    }

    static class ClosedByItsUser {
        @Test
        @ReplicatedPostgres(standbys = 0)
        void closes(Cluster cluster) {
            SampleRun.saw(cluster);
            cluster.close();
        }
    }

    @Test
    void aTestThatWantsNoneStartsNone() {
        // no such server is to be had, so a start would fail
        SampleRun.of(WantsNone.class).passes(1);
    }

    @ReplicatedPostgres(version = "99")
    static class WantsNone {
        @Test
        void isQuick() {}
    }

    @Test
    void whatCannotBeHadIsTold() {
        assertThat(SampleRun.of(NoSuchVersion.class).failure())
                .hasMessageContaining("Failed to resolve parameter")
                .rootCause()
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("99");
    }

    static class NoSuchVersion {
        @Test
        @ReplicatedPostgres(version = "99")
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    @Test
    @Tag("local") // looks at this machine from outside
    void aServerThatDoesNotStartIsToldAndLeavesNothing() {
        SampleRun healthy = SampleRun.of(Healthy.class).passes(1);
        List<Path> before = clusterDirectories(healthy);

        Throwable failure = SampleRun.of(BadSetting.class).failure();

        assertThat(failure)
                .hasMessageContaining("settings: work_mem")
                .cause()
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("invalid value for parameter \"work_mem\"");
        assertThat(clusterDirectories(healthy)).isEqualTo(before);
        assertThat(ProcessHandle.current().descendants().filter(LifeOfAClusterTest::isServer))
                .isEmpty();
    }

    static class Healthy {
        @Test
        @ReplicatedPostgres(standbys = 0)
        void starts(Cluster cluster) {
            SampleRun.saw(cluster);
            assertThat(ProcessHandle.current().descendants().filter(LifeOfAClusterTest::isServer))
                    .isNotEmpty();
        }
    }

    static class BadSetting {
        @Test
        @ReplicatedPostgres(settings = "work_mem = plenty")
        void wantsIt(Cluster cluster) {
            SampleRun.saw(cluster);
        }
    }

    /** The data directory is jvms/(this)/(number)/(node)/data or less deep: what counts is the directory of the JVM. */
    private static List<Path> clusterDirectories(SampleRun run) {
        Path data = Path.of(run.seen().get(0).nodes().get(0).dataDirectory());
        Path ofJvm = data;
        while (!ofJvm.getParent().endsWith("jvms")) {
            ofJvm = ofJvm.getParent();
        }
        try (Stream<Path> clusters = Files.list(ofJvm)) {
            return clusters.filter(path -> !path.endsWith("ahead")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isServer(ProcessHandle process) {
        return process.info()
                .command()
                .filter(path -> path.endsWith("/postgres"))
                .isPresent();
    }
}
