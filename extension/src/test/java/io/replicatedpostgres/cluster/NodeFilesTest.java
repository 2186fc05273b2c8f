package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.fault.ProcessFaults;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeFilesTest {

    @Test
    @ReplicatedPostgres(standbys = 0)
    void filesAreReadWrittenMadeTouchedAndRemovedWhetherTheServerRunsOrNot(Cluster cluster) {
        Node node = cluster.primary();
        NodeFiles files = node.files();

        for (int round = 0; round < 2; round++) {
            files.makeDirectory("mine/deep");
            files.write("mine/a.txt", "häuser");
            assertThat(files.read("mine/a.txt")).isEqualTo("häuser");
            files.patch("mine/a.txt", 0, "m".getBytes(StandardCharsets.UTF_8));
            files.truncate("mine/a.txt", DataSize.bytes(3));
            assertThat(files.read("mine/a.txt")).isEqualTo("mä");
            files.move("mine/a.txt", "mine/b.txt");
            files.touch("mine/empty");
            assertThat(files.list("mine")).containsExactly("b.txt", "deep", "empty");
            assertThat(files.size("mine/b.txt")).isEqualTo(DataSize.bytes(3));
            files.delete("mine");
            assertThat(files.exists("mine")).isFalse();
            node.stop();
        }
        files.touch("standby.signal");
        node.start();
        assertThat(node).isStandby();
        assertThat(files.list()).contains("PG_VERSION", "standby.signal");
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void whatCannotBeReadIsNamedWithWhatIsBesideIt(Cluster cluster) {
        NodeFiles files = cluster.primary().files();

        assertThatThrownBy(() -> files.read("global/pg_controll"))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageStartingWith("cannot read global/pg_controll of node-1: ")
                .hasMessageContaining("pg_control,");
        assertThatThrownBy(() -> files.patch("PG_VERSION", -1, new byte[1]))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("offset -1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "/etc/passwd", "../archive", "base/../../x"})
    @ReplicatedPostgres(standbys = 0, shared = true)
    void aNameDoesNotLeadOut(String name, Cluster cluster) {
        assertThatThrownBy(() -> cluster.primary().files().read(name))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("does not lead out of it");
    }

    @Test
    @ReplicatedPostgres(archive = ArchiveMode.SHARED)
    void aSingleFileOfTheArchiveCanBeBroken(Cluster cluster) {
        Node primary = cluster.primary();
        primary.writeWal(DataSize.kilobytes(8));
        primary.switchWal();
        NodeFiles archive = primary.archive();
        String segment = Await.orFail("nothing was archived", cluster.deadline())
                .until("a segment", primary::archivedFiles, files -> !files.isEmpty())
                .get(0);

        archive.truncate(segment, DataSize.kilobytes(4));

        assertThat(archive.size(segment)).isEqualTo(DataSize.kilobytes(4));
        archive.delete(segment);
        assertThat(cluster.standby().archivedFiles()).doesNotContain(segment);
    }

    @Test
    @ReplicatedPostgres(standbys = 0, archive = ArchiveMode.NONE)
    void withoutAnArchiveThereAreNoFilesOfIt(Cluster cluster) {
        assertThatThrownBy(() -> cluster.primary().archive())
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("Ask for archive = PER_NODE or SHARED");
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void theEndOfAServerIsAwaited(Cluster cluster) {
        Node node = cluster.primary();
        try (RunningTool stopping = node.tool("pg_ctl")
                .with("stop", "-m", "fast", "-W", "-D", node.dataDirectory())
                .start()) {
            node.awaitStopped();
        }
        assertThat(node).isStopped();
        node.start();
        cluster.inflict(ProcessFaults.killed(node));
        node.awaitStopped();
    }

    @Test
    @ReplicatedPostgres(synchronousStandbys = "*")
    void aCommitThatWaitsForAStandbyIsAwaited(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        primary.execute("CREATE TABLE t (id int)");
        standby.stop();

        CompletableFuture<Void> commit = Background.begin(() -> primary.execute("INSERT INTO t VALUES (1)"));
        long pid = primary.awaitSyncRepWait();

        assertThat(primary.queryPastLinks("SELECT query FROM pg_stat_activity WHERE pid = ?", pid))
                .containsExactly("INSERT INTO t VALUES (1)");
        assertThat(commit).isNotDone();
        standby.start();
        commit.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aWaitThatFailsNamesWhatItSaw() {
        var spec =
                ClusterSpec.builder().standbys(0).timeout(Duration.ofSeconds(2)).build();
        try (Cluster cluster = Cluster.start(spec)) {
            assertThatThrownBy(() -> cluster.primary().awaitStopped())
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("node-1 did not end within 2 s: wanted no process of it, last saw");
            assertThatThrownBy(() -> cluster.primary().awaitSyncRepWait())
                    .hasMessageContaining("no session of node-1 came to wait for a standby within 2 s");
        }
    }
}
