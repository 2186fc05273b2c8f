package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What works on the author's machine, and then has to work on others. */
@Tag("local") // looks at this machine from outside
class UnusualPlaceTest {

    @TempDir
    private Path directory;

    @Test
    void aDirectoryBehindASymbolicLinkWithASpaceAndAQuoteInItsName() throws Exception {
        WorkPlace.in(directory);
        Path link = Files.createSymbolicLink(
                directory.resolve("link"), Files.createDirectory(directory.resolve("it's a place")));
        var spec = ClusterSpec.builder()
                .place(Places.with(Map.of(PlaceKey.DIRECTORY, link.toString(), PlaceKey.AHEAD, "NOTHING")))
                .build();

        try (Cluster cluster = Cluster.start(spec)) {
            Node primary = cluster.node("node-1");
            Node standby = cluster.node("node-2");
            assertThat(standby.isRunning()).isTrue();
            standby.kill();
            assertThat(standby.isRunning()).isFalse();
            standby.rebuildFrom(primary);
            standby.start();
            primary.switchWal();
            cluster.awaitInSync();
        }

        assertThat(Leftovers.processesBelow(directory.toRealPath())).isEmpty();
    }

    @Test
    void settingsBelowTheDefaultsOfPostgres() {
        var spec = ClusterSpec.builder()
                .settings("max_connections = 15", "max_wal_senders = 4", "max_worker_processes = 2")
                .build();

        try (Cluster cluster = Cluster.start(spec)) {
            assertThat(cluster.node("node-2").query("SHOW max_connections")).containsExactly("15");
            assertThat(cluster.node("node-1").standbys()).hasSize(1);
        }
    }

    /** A build may set the property, and a directory of users calls them as it likes. */
    @ParameterizedTest
    @ValueSource(strings = {"?", "CORP\\j dörfler"})
    void aUserNameThatIsNotTheOneOfTheProcess(String name) throws Exception {
        WorkPlace.in(directory);
        var words = List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Duser.name=" + name,
                "-Dreplicatedpostgres.runtime=local",
                "-Dreplicatedpostgres.directory=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                StoryMain.class.getName());

        Process jvm = new ProcessBuilder(words).redirectErrorStream(true).start();
        String told = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(jvm.waitFor()).as(told).isZero();
        assertThat(told).contains("ENDED WELL");
        // a copy that was being made ahead ends with the JVM, by its reaper
        Path place = directory.toRealPath();
        Await.orFail("something was left running", Duration.ofSeconds(30))
                .until("no process", () -> Leftovers.processesBelow(place), List::isEmpty);
    }
}
