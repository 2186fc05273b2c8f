package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
