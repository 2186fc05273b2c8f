package io.replicatedpostgres.provision.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.cluster.ClusterMain;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.topology.Capability;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of the JVM, its containers, volumes and networks end with it, and those of others do not. */
@NeedsDocker
class EndOfTheJvmWithContainersTest {

    private static final Duration PROMISED = Duration.ofSeconds(5);

    private final DockerClient docker = Daemon.get().docker();
    private Set<String> before = everything();
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void endThem() {
        started.forEach(Process::destroyForcibly);
    }

    /** Containers, volumes and networks, each with its kind. */
    private Set<String> everything() {
        var all = new TreeSet<String>();
        docker.listContainersCmd().withShowAll(true).exec().stream()
                .map(Container::getId)
                .map("container "::concat)
                .forEach(all::add);
        var volumes = docker.listVolumesCmd().exec().getVolumes();
        if (volumes != null) {
            volumes.forEach(volume -> all.add("volume " + volume.getName()));
        }
        docker.listNetworksCmd().exec().forEach(network -> all.add("network " + network.getName()));
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "stuck"})
    void killedItLeavesNothing(String state) throws Exception {
        Process jvm = jvm(state);
        assertThat(more()).filteredOn(one -> one.startsWith("container")).hasSizeGreaterThanOrEqualTo(4);

        jvm.destroyForcibly();

        awaitNoMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit", "throw"})
    void endingByItselfItLeavesNothingAndComplainsOfNothing(String how) throws Exception {
        Process jvm = jvm(how);

        assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();

        awaitNoMore();
        assertThat(directory.resolve("errors").toFile())
                .content(StandardCharsets.UTF_8)
                .doesNotContain("DockerException", "NotFoundException", "ConflictException");
    }

    /** The devices are those of the machine, and so are the limits of what a slow one answers. */
    @Test
    void killedItLeavesNoSickDisk() throws Exception {
        var reason = new ContainerProvisioner().whyNot(Place.ofThisJvm(), Capability.SLOW_DISK);
        assumeThat(reason).as("slow disks").isEmpty();
        assumeThat(Daemon.get().isHere()).as("the daemon is on this machine").isTrue();
        before = everything(); // with the container that was asked
        Set<String> devices = loopDevices();
        Set<String> limits = limitsOfRequests();
        Process jvm = jvm("sick disks");
        assertThat(loopDevices()).hasSizeGreaterThanOrEqualTo(devices.size() + 6);
        assertThat(limitsOfRequests()).isNotEqualTo(limits);

        jvm.destroyForcibly();

        awaitNoMore();
        Await.orFail("its loop devices stay", PROMISED)
                .until("those of before", EndOfTheJvmWithContainersTest::loopDevices, devices::equals);
        assertThat(limitsOfRequests()).isEqualTo(limits);
    }

    /** Those that hold a file, by name. */
    private static Set<String> loopDevices() {
        try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
            return devices.filter(device -> Files.exists(device.resolve("loop/backing_file")))
                    .map(Path::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> limitsOfRequests() throws IOException {
        var limits = new TreeSet<String>();
        for (String way : List.of("read", "write")) {
            Path file = Path.of("/sys/fs/cgroup/blkio/blkio.throttle.%s_iops_device".formatted(way));
            Files.readAllLines(file).forEach(line -> limits.add(way + " " + line));
        }
        return limits;
    }

    @Test
    void somebodyElsesContainerIsLeftAlone() throws Exception {
        String image = ContainerPool.get().kind(Place.ofThisJvm()).id();
        String others = docker.createContainerCmd(image)
                .withEntrypoint("/bin/sh", "-c", "sleep 300")
                .withHostConfig(HostConfig.newHostConfig().withAutoRemove(true))
                .exec()
                .getId();
        docker.startContainerCmd(others).exec();
        before = everything();
        try {
            Process jvm = jvm("idle");

            jvm.destroyForcibly().waitFor();

            awaitNoMore();
            assertThat(docker.inspectContainerCmd(others).exec().getState().getRunning())
                    .isTrue();
        } finally {
            io.replicatedpostgres.provision.container.Container.remove(docker, others);
        }
    }

    private Set<String> more() {
        return everything().stream()
                .filter(one -> !before.contains(one))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void awaitNoMore() {
        Await.orFail("what it made stays", PROMISED).until("nothing more", this::more, Set::isEmpty);
    }

    private Process jvm(String state) throws IOException {
        var words = new ArrayList<String>();
        words.add(System.getProperty("java.home") + "/bin/java");
        words.add("-Dreplicatedpostgres.runtime=container");
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("replicatedpostgres.") && !name.endsWith(".runtime"))
                .forEach(name -> words.add("-D%s=%s".formatted(name, System.getProperty(name))));
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), ClusterMain.class.getName()));
        words.addAll(List.of(directory.toString(), state));
        Process jvm = new ProcessBuilder(words)
                .redirectError(new File(directory.toFile(), "errors"))
                .start();
        started.add(jvm);
        var output = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        String line = output.readLine();
        while (line != null && !line.equals("UP")) {
            line = output.readLine();
        }
        assertThat(line).isEqualTo("UP");
        return jvm;
    }
}
