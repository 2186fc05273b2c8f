package io.replicatedpostgres.provision.runtime;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.provision.Found;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.provision.Provisioner;
import io.replicatedpostgres.provision.container.ContainerProvisioner;
import io.replicatedpostgres.provision.container.DockerProbe;
import io.replicatedpostgres.provision.local.LocalProvisioner;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.RuntimeKind;
import io.replicatedpostgres.topology.Capability;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Clusters wherever the place says; where it says nothing, in containers if a Docker daemon answers, else from installed
 * binaries, else from those on the class path. A place that names binaries means those, one that names an image means that.
 */
public final class RuntimeChoice implements Provisioner {

    private static final String TESTCONTAINERS = "org.testcontainers.toxiproxy.ToxiproxyContainer";

    private final Provisioner local;
    private final Provisioner embedded;
    private final Supplier<Provisioner> containers;
    private final Supplier<DockerProbe.Answer> docker;
    private final BooleanSupplier testcontainers;

    /** Decides anew for each place. */
    public RuntimeChoice() {
        this(
                new LocalProvisioner(),
                LocalProvisioner.embedded(),
                () -> Containers.PROVISIONER,
                () -> Docker.ANSWER,
                RuntimeChoice::hasTestcontainers);
    }

    /** What is there is told, each when it is asked for. */
    RuntimeChoice(
            Provisioner local,
            Provisioner embedded,
            Supplier<Provisioner> containers,
            Supplier<DockerProbe.Answer> docker,
            BooleanSupplier testcontainers) {
        this.local = local;
        this.embedded = embedded;
        this.containers = containers;
        this.docker = docker;
        this.testcontainers = testcontainers;
    }

    @Override
    public Found find(Place place) {
        return chosen(place).find(place);
    }

    @Override
    public Optional<String> whyNot(Place place, Capability capability) {
        return chosen(place).whyNot(place, capability);
    }

    @Override
    public Optional<String> whyNot(Place place, ManagerKind manager) {
        return chosen(place).whyNot(place, manager);
    }

    @Override
    public Provisioned provision(ClusterSpec spec) {
        Provisioner chosen = chosen(spec.place());
        requireDisk(spec, chosen);
        requireManager(spec, chosen);
        return chosen.provision(spec);
    }

    private static void requireDisk(ClusterSpec spec, Provisioner chosen) {
        Optional<Disk> disk = spec.nodes().stream()
                .flatMap(node -> spec.diskOf(node).stream())
                .findFirst();
        if (disk.isPresent()) {
            chosen.whyNot(spec.place(), Capability.DISK).ifPresent(reason -> {
                throw SpecException.of(
                        "disk = " + disk.get(),
                        "a disk of its own cannot be had here, because " + reason,
                        "Run the test as root on Linux or in containers with SYS_ADMIN, or guard it with @RequiresFault(FaultKind.POWER_CUT)");
            });
        }
    }

    private static void requireManager(ClusterSpec spec, Provisioner chosen) {
        spec.manager()
                .ifPresent(manager -> chosen.whyNot(spec.place(), manager.kind())
                        .ifPresent(reason -> {
                            throw SpecException.of(
                                    "manager = " + manager.kind(),
                                    manager.kind().title() + " cannot be had here, because " + reason,
                                    "Run the test as root on Linux without containers, or guard it with @RequiresManager(ManagerKind.%s)"
                                            .formatted(manager.kind()));
                        }));
    }

    private Provisioner chosen(Place place) {
        if (place.runtime() == RuntimeKind.LOCAL) {
            refuseOfContainers(place);
            return local;
        }
        if (place.runtime() == RuntimeKind.EMBEDDED) {
            refuseOfContainers(place);
            refuse(PlaceKey.BINARIES, place.binaries(), "the servers run from binaries on the class path");
            return embedded;
        }
        if (place.runtime() == RuntimeKind.CONTAINER || place.image() != null) {
            refuse(
                    PlaceKey.BINARIES,
                    place.binaries(),
                    "the servers run in containers, which have binaries of their own");
            requireTestcontainers(place);
            return containers.get();
        }
        if (place.binaries() != null) {
            refuseOfContainers(place);
            return local;
        }
        return automatic(place);
    }

    private static void refuseOfContainers(Place place) {
        String rule = "the servers run as processes of this machine, and that is about containers";
        refuse(PlaceKey.IMAGE, place.image(), rule);
        refuse(PlaceKey.TOXIPROXY_IMAGE, place.toxiproxyImage(), rule);
        refuse(PlaceKey.TMPFS, place.tmpfs(), rule);
        refuse(PlaceKey.CAPABILITIES, place.capabilities(), rule);
    }

    /** A setting that means nothing where the servers run would go unnoticed. */
    private static void refuse(PlaceKey key, @Nullable Object value, String rule) {
        if (value != null) {
            throw SpecException.of(
                    "%s = %s".formatted(key.key(), value),
                    rule,
                    "Leave it out, or set %s to the other".formatted(PlaceKey.RUNTIME.key()));
        }
    }

    private Provisioner automatic(Place place) {
        if (!testcontainers.getAsBoolean()) {
            return requireProcesses(place, "Testcontainers is not on the class path");
        }
        DockerProbe.Answer answer = docker.get();
        refuseMisnamed(answer);
        return answer.answers() ? containers.get() : requireProcesses(place, answer.told());
    }

    /** The one who named it did not mean processes of this machine. */
    private static void refuseMisnamed(DockerProbe.Answer answer) {
        if (answer.misnamed() != null) {
            throw SpecException.of(
                    "DOCKER_HOST = " + answer.misnamed(),
                    "that is no address of a daemon",
                    "Write for example unix:///var/run/docker.sock or tcp://127.0.0.1:2375, or set %s=local to run installed PostgreSQL binaries"
                            .formatted(PlaceKey.RUNTIME.key()));
        }
    }

    private Provisioner requireProcesses(Place place, String whyNoContainers) {
        Optional<SpecException> installed = whyNotFound(local, place);
        if (installed.isEmpty()) {
            return local;
        }
        Optional<SpecException> onClassPath = whyNotFound(embedded, place);
        if (onClassPath.isEmpty()) {
            return embedded;
        }
        throw new SpecException(
                "%s\nEmbedded binaries cannot be had either: %s\nContainers cannot be had either (%s): start Docker or set DOCKER_HOST, and leave org.testcontainers:testcontainers-toxiproxy on the class path."
                        .formatted(
                                installed.get().getMessage(), onClassPath.get().getMessage(), whyNoContainers));
    }

    private static Optional<SpecException> whyNotFound(Provisioner processes, Place place) {
        try {
            processes.find(place);
            return Optional.empty();
        } catch (SpecException e) {
            return Optional.of(e);
        }
    }

    private void requireTestcontainers(Place place) {
        if (!testcontainers.getAsBoolean()) {
            throw SpecException.of(
                    place.image() == null
                            ? PlaceKey.RUNTIME.key() + " = container"
                            : "%s = %s".formatted(PlaceKey.IMAGE.key(), place.image()),
                    "Testcontainers is not on the class path",
                    "Add org.testcontainers:testcontainers-toxiproxy, or set %s=local"
                            .formatted(PlaceKey.RUNTIME.key()));
        }
    }

    private static boolean hasTestcontainers() {
        try {
            Class.forName(TESTCONTAINERS, false, RuntimeChoice.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Loaded when it is wanted: without Testcontainers it cannot be. */
    private static final class Containers {
        static final Provisioner PROVISIONER = new ContainerProvisioner();
    }

    /** Asked once: a daemon that comes or goes in the middle of a run would split it over two runtimes. */
    private static final class Docker {
        static final DockerProbe.Answer ANSWER = DockerProbe.ask();
    }
}
