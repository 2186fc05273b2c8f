package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.StandbyState;
import io.replicatedpostgres.provision.runtime.RuntimeChoice;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ClusterSpecBuilder;
import io.replicatedpostgres.spec.InitScript;
import io.replicatedpostgres.spec.PlaceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made ready for the next cluster is as good as what is made for it, and nothing of it is left. */
@Tag("local") // looks at this machine from outside
@Tag("alone") // copies are made at the lowest priority, and make no progress beside a JVM that takes all processors
class AheadTest {

    /** Only a hang takes so long: what is made at the lowest priority waits until others leave a processor to it. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir(factory = InMemory.class)
    private static Path directory;

    private static WorkPlace work;

    @BeforeAll
    static void workPlace() throws IOException {
        work = WorkPlace.in(directory);
    }

    /** Another spec has what waits closed, and is closed itself. */
    @BeforeEach
    @AfterEach
    void nothingWaits() {
        Cluster.start(work.spec().standbys(0).build()).close();
        Await.orFail("what was started ahead was not closed", PATIENCE)
                .until("no process", () -> Leftovers.processesBelow(work.directory()), List::isEmpty);
    }

    @Test
    void copiesBecomeTheDataOfTheNextClusterAndOfNoOther() throws IOException {
        ClusterSpec spec = spec("COPIES").build();
        String first;
        Set<Object> waiting;
        try (Cluster cluster = Cluster.start(spec)) {
            first = cluster.primary().systemIdentifier();
            waiting = awaitCopies(2);
        }

        try (Cluster cluster = Cluster.start(spec)) {
            assertThat(inodes(cluster.nodes().stream()
                            .map(Node::dataDirectory)
                            .map(Path::of)
                            .toList()))
                    .isEqualTo(waiting);
            assertThat(cluster.primary().systemIdentifier())
                    .isEqualTo(cluster.standby().systemIdentifier())
                    .isNotEqualTo(first);
            cluster.primary().createDatabase("theirs");
            awaitOthersThan(waiting);
        }
        try (Cluster cluster = Cluster.start(spec)) {
            assertThat(cluster.primary().databases()).containsExactly("postgres");
        }
    }

    @Test
    void copiesOfAnotherTemplateAreNotUsed() throws IOException {
        Set<Object> waiting;
        try (Cluster cluster = Cluster.start(spec("COPIES").build())) {
            waiting = awaitCopies(2);
        }

        try (Cluster cluster = Cluster.start(spec("COPIES")
                .initScripts(List.of(new InitScript("mine", "CREATE TABLE mine ()")))
                .build())) {
            assertThat(cluster.primary().query("SELECT count(*) FROM mine")).containsExactly("0");
            awaitOthersThan(waiting);
        }
    }

    @Test
    void aClusterIsTakenByWhoeverAsksForTheSame() {
        ClusterSpec spec = spec("CLUSTER").build();
        Cluster first = Cluster.start(spec);
        String identifier = first.primary().systemIdentifier();
        awaitProcesses("walreceiver", 2);
        first.close();
        String asked = Instant.now().toString();

        try (Cluster next = Cluster.start(spec)) {
            assertThat(next.primary().query("SELECT pg_postmaster_start_time() < ?::timestamptz", asked))
                    .containsExactly("t");
            assertThat(next.standby().query("SELECT pg_last_xact_replay_timestamp() > ?::timestamptz", asked))
                    .as("no standby looks idle for as long as it waited")
                    .containsExactly("t");
            assertThat(next.primary().systemIdentifier()).isNotEqualTo(identifier);
            assertThat(next.primary().standbys())
                    .extracting(StandbyState::state)
                    .containsExactly("streaming");
            next.primary().createDatabase("theirs");
            next.awaitInSync();
            assertThat(next.standby().databases()).contains("theirs");
        }
    }

    @Test
    void aClusterThatSomebodyBrokeMeanwhileIsNotTaken() {
        ClusterSpec spec = spec("CLUSTER").build();
        Cluster first = Cluster.start(spec);
        awaitProcesses("walreceiver", 2);
        first.close();
        Leftovers.processesBelow(work.directory()).stream()
                .map(process -> Long.parseLong(process.substring(0, process.indexOf(' '))))
                .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        String broken = Instant.now().toString();

        try (Cluster next = Cluster.start(spec)) {
            assertThat(next.primary().query("SELECT pg_postmaster_start_time() > ?::timestamptz", broken))
                    .containsExactly("t");
        }
    }

    @Test
    void serversThatWaitedForLongAreNotFine() {
        ReadyServers servers = ReadyServers.start(work.spec().build(), new RuntimeChoice());
        try {
            assertThat(servers.areFine()).isTrue();

            long longAgo = System.nanoTime() - TimeUnit.SECONDS.toNanos(61);
            assertThat(new ReadyServers(servers.provisioned(), servers.members(), longAgo).areFine())
                    .isFalse();

            List<Member> outOfReach = new AbstractList<>() {
                @Override
                public Member get(int index) {
                    throw new ReplicatedPostgresException("its container is gone");
                }

                @Override
                public int size() {
                    return 1;
                }
            };
            assertThat(new ReadyServers(servers.provisioned(), outOfReach, System.nanoTime()).areFine())
                    .isFalse();

            servers.members().get(0).server().kill(PATIENCE);
            assertThat(servers.areFine()).isFalse();
        } finally {
            servers.close();
        }
    }

    private static ClusterSpecBuilder spec(String ahead) {
        return ClusterSpec.builder().place(work.place(Map.of(PlaceKey.AHEAD, ahead)));
    }

    private static void awaitProcesses(String kind, int count) {
        Await.orFail("no next cluster was started", PATIENCE)
                .until(
                        count + " of " + kind,
                        () -> Leftovers.processesBelow(work.directory()).stream()
                                .filter(process -> process.contains(kind))
                                .count(),
                        seen -> seen == count);
    }

    /** The copies that wait, when there are so many and none is being made. */
    private static Set<Object> awaitCopies(int count) throws IOException {
        Await.orFail("no copies were made", PATIENCE)
                .until(
                        count + " copies",
                        () -> copies().toString() + Leftovers.processesBelow(work.directory()),
                        seen -> copies().size() == count && !seen.contains(" cp "));
        return inodes(copies());
    }

    /** The old ones go while the cluster runs; until then they are found. */
    private static void awaitOthersThan(Set<Object> former) {
        Await.orFail("the copies were not replaced", PATIENCE)
                .until(
                        "two others, and none being made",
                        AheadTest::inodesOfCopies,
                        seen -> seen.size() == 2
                                && Collections.disjoint(seen, former)
                                && Leftovers.processesBelow(work.directory()).stream()
                                        .noneMatch(process -> process.contains(" cp ")));
    }

    /** None while one of them is being moved. */
    private static Set<Object> inodesOfCopies() {
        try {
            return inodes(copies());
        } catch (IOException e) {
            return Set.of();
        }
    }

    private static List<Path> copies() {
        return Leftovers.ofJvms(work.directory()).stream()
                .map(jvm -> jvm.resolve("ahead"))
                .filter(Files::isDirectory)
                .flatMap(ahead -> {
                    try (Stream<Path> found = Files.list(ahead)) {
                        return found.collect(Collectors.toList()).stream();
                    } catch (IOException e) {
                        return Stream.of();
                    }
                })
                .toList();
    }

    private static Set<Object> inodes(List<Path> files) throws IOException {
        var inodes = new TreeSet<Object>();
        for (Path file : files) {
            inodes.add(Files.getAttribute(file, "unix:ino"));
        }
        return inodes;
    }
}
