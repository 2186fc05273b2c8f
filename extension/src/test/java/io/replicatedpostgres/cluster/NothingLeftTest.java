package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.topology.Route;
import io.replicatedpostgres.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a cluster ends, the machine is as it was. */
@Tag("local") // looks at this machine from outside
class NothingLeftTest {

    @TempDir(factory = InMemory.class)
    private static Path directory;

    private static WorkPlace work;

    private final List<String> segments = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    @BeforeAll
    static void workPlace() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/sysvipc/shm")), "Linux lists its shared memory there");
        work = WorkPlace.in(directory);
    }

    @Test
    void afterAClose() {
        try (Cluster cluster = started()) {
            assertThat(Leftovers.processesBelow(work.directory())).isNotEmpty();
            assertThat(segments).hasSize(2);
            assertThat(ports).allMatch(Leftovers::listens);
            assertThat(cluster.nodes()).hasSize(2);
        }

        assertNothingLeft();
    }

    @Test
    void afterAKill() {
        try (Cluster cluster = started()) {
            cluster.node("node-1").kill();
            assertThat(cluster.node("node-2").isRunning()).isTrue();
        }

        assertNothingLeft();
    }

    @Test
    void afterAKillAndARebuild() {
        try (Cluster cluster = started()) {
            Node standby = cluster.node("node-2");
            standby.kill();
            standby.rebuildFrom(cluster.node("node-1"));
            standby.start();
            rememberShared();
        }

        assertNothingLeft();
    }

    @Test
    void afterAPause() {
        try (Cluster cluster = started()) {
            cluster.node("node-1").pause();
            cluster.node("node-2").pause();
        }

        assertNothingLeft();
    }

    @Test
    void afterAnArchiveCommandThatHangs() {
        try (Cluster cluster = started()) {
            hangArchiver(cluster.node("node-1"));
        }

        assertNothingLeft();
    }

    @Test
    void afterAStartThatFailed() {
        var spec = work.spec()
                .primarySettings("work_mem = 8MB")
                .settings("no_such_thing = 1")
                .build();

        assertThatThrownBy(() -> Cluster.start(spec)).isInstanceOf(ReplicatedPostgresException.class);

        assertNothingLeft();
    }

    @Test
    void afterOnlyAStandbyFailedToStart() {
        var standby = StandbySpec.standby().with("no_such_thing = 1");
        var spec = work.spec().standbys(List.of(standby)).build();

        assertThatThrownBy(() -> Cluster.start(spec))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("node-2");

        assertNothingLeft();
    }

    /** A command that never ends is put beside the postmaster; it is what a dead file server looks like. */
    static void hangArchiver(Node node) {
        node.member().conf().set("archive_command", "sleep 1000", "hangs");
        node.member().writeConfiguration();
        node.member().server().reload();
        node.switchWal();
        Await.orFail("the archive command did not begin", Duration.ofSeconds(20))
                .until(
                        "a sleep",
                        () -> node.member().server().describeProcesses(),
                        processes -> processes.contains("sleep 1000"));
    }

    private Cluster started() {
        Cluster cluster = Cluster.start(work.spec().build());
        Topology topology = cluster.node("node-1").member().provisioned().topology();
        for (NodeRef node : topology.nodes()) {
            ports.add(topology.host(node).serverPort());
            ports.add(topology.link(Route.ofClients(node)).endpoint().port());
        }
        rememberShared();
        return cluster;
    }

    private void rememberShared() {
        segments.addAll(Leftovers.sharedMemoryOf(work.directory()));
    }

    private void assertNothingLeft() {
        assertThat(Leftovers.processesBelow(work.directory())).isEmpty();
        assertThat(Leftovers.clusterDirectories(work.directory())).isEmpty();
        assertThat(ports).noneMatch(Leftovers::listens);
        if (!segments.isEmpty()) {
            assertThat(Leftovers.sharedMemory()).doesNotContainAnyElementsOf(segments);
        }
    }
}
