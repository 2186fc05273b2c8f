package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.fault.FaultKind;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of the JVM, its servers end with it. */
@Tag("local") // looks at this machine from outside
@Tag("alone") // compares all limits of this machine's disks
class EndOfTheJvmTest {

    private static final Duration PROMISED = Duration.ofSeconds(5);

    /** One for all, since a template is made in it. */
    @TempDir(factory = InMemory.class)
    private static Path directory;

    private static WorkPlace work;

    private final Set<Path> before = new HashSet<>(Leftovers.ofJvms(directory));
    private final List<Process> started = new ArrayList<>();

    @BeforeAll
    static void workPlace() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/sysvipc/shm")), "Linux lists its shared memory there");
        work = WorkPlace.in(directory);
    }

    @AfterEach
    void endThem() {
        started.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "stuck", "ahead"})
    void killedItLeavesNoProcessAndTheNextStartRemovesItsFiles(String state) throws Exception {
        Process jvm = jvm(state);
        List<String> segments = Leftovers.sharedMemoryOf(work.directory());
        Path ofTheDead = newJvms().get(0);
        assertThat(Leftovers.processesBelow(work.directory())).hasSizeGreaterThan(4);

        jvm.destroyForcibly();

        awaitNoProcess();
        awaitNoneOf(segments);
        assertThat(ofTheDead).isDirectory();
        assertThat(jvm("exit").waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ofTheDead).doesNotExist();
        assertThat(ofTheDead.resolveSibling(ofTheDead.getFileName() + ".lock")).doesNotExist();
    }

    @Test
    void killedItLeavesNoRuleOfTheFirewall() throws Exception {
        List<String> chains = PacketFaultsTest.chains();
        try (Cluster cluster = Cluster.start()) {
            PacketFaultsTest.requireFirewall(cluster);
        }
        Process jvm = jvm("lossy");
        assertThat(PacketFaultsTest.chains()).hasSize(chains.size() + 1);

        jvm.destroyForcibly();

        Await.orFail("its rules stayed", PROMISED)
                .until("the chains of before", PacketFaultsTest::chains, chains::equals);
    }

    /** {@code -Djvm.kills=50} kills so many, one after the other. */
    @ParameterizedTest
    @ValueSource(strings = {"disks", "sick disks"})
    void killedItLeavesNoDisk(String state) throws Exception {
        try (Cluster cluster = Cluster.start()) {
            for (FaultKind kind : List.of(FaultKind.DISK_DEAD, FaultKind.SLOW_DISK)) {
                Optional<String> reason = kind.needs()
                        .flatMap(capability -> cluster.primary().member().host().whyNot(capability));
                assumeThat(reason).as(kind.name()).isEmpty();
            }
        }
        for (int kill = 0; kill < Integer.getInteger("jvm.kills", 1); kill++) {
            Process jvm = jvm(state);
            assertThat(Leftovers.mountsBelow(work.directory())).hasSizeGreaterThanOrEqualTo(6);
            assertThat(Leftovers.loopDevicesOf(work.directory())).hasSize(6);

            jvm.destroyForcibly();

            awaitNoProcess();
            Await.orFail("its mounts stayed", PROMISED)
                    .until("none", () -> Leftovers.mountsBelow(work.directory()), List::isEmpty);
            Await.orFail("its loop devices stayed", PROMISED)
                    .until("none", () -> Leftovers.loopDevicesOf(work.directory()), List::isEmpty);
            assertThat(Leftovers.limitsOfRequests()).isEmpty();
        }
    }

    @Test
    void killedWithItsWholeProcessGroupItLeavesNoProcess() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")), "setsid makes the group");
        Process jvm = jvm("idle", "/usr/bin/setsid");
        List<String> segments = Leftovers.sharedMemoryOf(work.directory());

        new ProcessBuilder("/bin/sh", "-c", "kill -KILL -" + jvm.pid()).start().waitFor();

        awaitNoProcess();
        awaitNoneOf(segments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "throw"})
    void endingByItselfItLeavesNothing(String how) throws Exception {
        Process jvm = jvm(how);

        assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();

        awaitNoProcess();
        assertThat(newJvms()).isEmpty();
    }

    private List<Path> newJvms() {
        return Leftovers.ofJvms(work.directory()).stream()
                .filter(jvm -> !before.contains(jvm))
                .toList();
    }

    private void awaitNoProcess() {
        Await.orFail("its servers live on", PROMISED)
                .until("no process", () -> Leftovers.processesBelow(work.directory()), List::isEmpty);
    }

    private static void awaitNoneOf(List<String> segments) {
        assertThat(segments).hasSize(2);
        Await.orFail("its shared memory stayed", PROMISED)
                .until(
                        "none of " + segments,
                        Leftovers::sharedMemory,
                        now -> segments.stream().noneMatch(now::contains));
    }

    private Process jvm(String state, String... before) throws IOException {
        var words = new ArrayList<>(List.of(before));
        words.add(System.getProperty("java.home") + "/bin/java");
        words.add("-Dreplicatedpostgres.runtime=local");
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), ClusterMain.class.getName()));
        words.addAll(List.of(work.directory().toString(), state));
        Process jvm =
                new ProcessBuilder(words).redirectError(new File("/dev/null")).start();
        started.add(jvm);
        var output = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        assertThat(output.readLine()).isEqualTo("UP");
        return jvm;
    }
}
