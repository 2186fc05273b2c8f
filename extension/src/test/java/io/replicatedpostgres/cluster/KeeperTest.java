package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeeperTest {

    @Test
    void olderClustersMakeRoomForNewOnes(@TempDir Path kept) throws IOException {
        for (int i = 0; i < Keeper.CLUSTERS_MAX + 2; i++) {
            Cluster cluster = Cluster.start(ClusterSpec.builder().standbys(0).build());
            cluster.closeAndKeep(kept.resolve("cluster-" + (char) ('a' + i)));
        }

        assertThat(names(kept))
                .hasSize(Keeper.CLUSTERS_MAX)
                .doesNotContain("cluster-a", "cluster-b")
                .contains("cluster-l");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
