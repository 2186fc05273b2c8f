package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.spec.ArchiveMode;
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
        for (int i = 0; i < KeptClusters.MAX + 2; i++) {
            Cluster cluster = Cluster.start(ClusterSpec.builder().standbys(0).build());
            cluster.closeAndKeep(kept.resolve("cluster-" + (char) ('a' + i)));
        }

        assertThat(names(kept))
                .hasSize(KeptClusters.MAX)
                .doesNotContain("cluster-a", "cluster-b")
                .contains("cluster-l");
    }

    @Test
    void ofOneRunTheFirstOnesStayAndThoseOfEarlierRunsMakeRoom(@TempDir Path kept) throws IOException {
        for (int i = 0; i < KeptClusters.MAX; i++) {
            Path earlier = Files.createDirectories(kept.resolve("earlier-" + i));
            Files.writeString(earlier.resolve("plan.txt"), "");
            Files.writeString(earlier.resolve("run.txt"), "1@%s%n%n".formatted(i));
        }

        for (int i = 0; i < KeptClusters.MAX; i++) {
            assertThat(KeptClusters.reserve(kept.resolve("now-" + i))).isTrue();
        }

        assertThat(KeptClusters.reserve(kept.resolve("one-too-many"))).isFalse();
        assertThat(names(kept)).hasSize(KeptClusters.MAX).allMatch(name -> name.startsWith("now-"));
    }

    @Test
    void whatIsNoKeptClusterIsLetBe(@TempDir Path parent) throws IOException {
        for (int i = 0; i < KeptClusters.MAX + 2; i++) {
            Files.createDirectories(parent.resolve("classes-" + i));
        }
        Cluster cluster = Cluster.start(ClusterSpec.builder().standbys(0).build());

        cluster.closeAndKeep(parent.resolve("kept"));

        assertThat(names(parent)).hasSize(KeptClusters.MAX + 3);
    }

    @Test
    void theArchiveOfAllIsKeptOnce(@TempDir Path parent) throws IOException {
        Cluster cluster =
                Cluster.start(ClusterSpec.builder().archive(ArchiveMode.SHARED).build());
        cluster.primary().switchWal();
        await().until(() -> !cluster.primary().archivedFiles().isEmpty());

        cluster.closeAndKeep(parent.resolve("kept"));

        assertThat(names(parent.resolve("kept"))).containsExactly("archive", "node-1", "node-2", "plan.txt", "run.txt");
        assertThat(names(parent.resolve("kept/archive"))).isNotEmpty();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
