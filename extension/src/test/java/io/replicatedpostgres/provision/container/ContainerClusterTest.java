package io.replicatedpostgres.provision.container;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.Places;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is different in containers: shared archives, data in memory, containers that have had a cluster before. */
@NeedsDocker
class ContainerClusterTest {

    private static ClusterSpecBuilder spec(Map<PlaceKey, String> values) {
        var all = new EnumMap<PlaceKey, String>(PlaceKey.class);
        all.put(PlaceKey.RUNTIME, "container");
        all.putAll(values);
        return ClusterSpec.builder().place(Places.with(all));
    }

    @Test
    void anArchiveIsSharedByAllNodes() {
        try (Cluster cluster =
                Cluster.start(spec(Map.of()).archive(ArchiveMode.SHARED).build())) {
            archiveOnOneIsSeenOnTheOther(cluster);
        }
    }

    @Test
    void dataInMemoryStreamsAndSharesAnArchiveToo() {
        try (Cluster cluster = Cluster.start(spec(Map.of(PlaceKey.TMPFS, "256MB"))
                .archive(ArchiveMode.SHARED)
                .build())) {
            assertThat(cluster.node("node-1").dataDirectory()).startsWith(ContainerStart.MEMORY);
            archiveOnOneIsSeenOnTheOther(cluster);
        }
    }

    private static void archiveOnOneIsSeenOnTheOther(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();

        primary.switchWal();

        Await.orFail("nothing was archived", cluster.spec().deadline())
                .until("a segment", standby::archivedFiles, files -> !files.isEmpty());
        assertThat(standby).isStandby();
    }

    @Test
    void aContainerThatHadAClusterKnowsNothingOfIt() {
        String first;
        try (Cluster cluster = Cluster.start(spec(Map.of()).build())) {
            cluster.primary().execute("CREATE TABLE left_behind (id int)");
            cluster.standby().kill();
            first = cluster.primary().dataDirectory();
            cluster.primary().execute("UPDATE pg_database SET datconnlimit = 7 WHERE datname = 'template1'");
        }

        try (Cluster cluster = Cluster.start(spec(Map.of()).build())) {
            assertThat(cluster.primary().dataDirectory()).isNotEqualTo(first);
            assertThat(cluster.primary()).isPrimary();
            assertThat(cluster.standby()).isStandby();
            cluster.primary().execute("CREATE TABLE left_behind (id int)");
            assertThat(cluster.primary().query("SELECT datconnlimit FROM pg_database WHERE datname = 'template1'"))
                    .containsExactly("-1");
            cluster.standby().stop(StopMode.FAST);
        }
    }
}
