package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.Identity;
import io.replicatedpostgres.postgres.OwnIdentity;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.provision.Found;
import io.replicatedpostgres.provision.PortLease;
import io.replicatedpostgres.provision.Preparation;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.provision.Provisioner;
import io.replicatedpostgres.spec.Ahead;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.RuntimeKind;
import io.replicatedpostgres.topology.Capability;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Outcome;
import io.replicatedpostgres.topology.SideBySide;
import io.replicatedpostgres.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Clusters as processes of this machine, on loopback, from installed or embedded binaries. */
public final class LocalProvisioner implements Provisioner {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long WAL_ROOM_BYTES = 64L << 20;
    private static final long PRODUCTION_WAL_ROOM_BYTES = 128L << 20;
    private static final long DATA_ROOM_BYTES = 32L << 20;

    private final RuntimeKind kind;
    private final Function<Place, PostgresBinaries> choice;

    /** From installed binaries. */
    public LocalProvisioner() {
        this(RuntimeKind.LOCAL, Installations::choose);
    }

    private LocalProvisioner(RuntimeKind kind, Function<Place, PostgresBinaries> choice) {
        this.kind = kind;
        this.choice = choice;
    }

    /** From binaries on the class path. */
    public static LocalProvisioner embedded() {
        return new LocalProvisioner(RuntimeKind.EMBEDDED, EmbeddedInstallations::choose);
    }

    @Override
    public Found find(Place place) {
        PostgresBinaries binaries = choice.apply(place);
        return new Found(kind, binaries.directory(), binaries);
    }

    @Override
    public Optional<String> whyNot(Place place, Capability capability) {
        Optional<String> reason = Mounts.whyNot(capability);
        if (capability != Capability.MANAGER || reason.isPresent()) {
            return reason;
        }
        PostgresBinaries binaries = find(place).binaries();
        return ManagerPrograms.whyNot(place, ManagerKind.REPMGR, binaries)
                .flatMap(without -> ManagerPrograms.whyNot(place, ManagerKind.PG_AUTO_FAILOVER, binaries))
                .flatMap(without -> ManagerPrograms.whyNot(place, ManagerKind.PATRONI, binaries));
    }

    @Override
    public Optional<String> whyNot(Place place, ManagerKind manager) {
        return Mounts.whyNot(Capability.MANAGER)
                .or(() -> ManagerPrograms.whyNot(place, manager, find(place).binaries()));
    }

    @Override
    public Provisioned provision(ClusterSpec spec) {
        if (System.getProperty("os.name").startsWith("Windows")) {
            throw new SpecException(
                    "the local runtime needs a POSIX system, and this is Windows: run the tests with Docker, or inside WSL.");
        }
        Found found = find(spec.place());
        PostgresBinaries binaries = found.binaries();
        RunAs runAs = RunAs.of(spec.place());
        runAs.requireAccess(binaries);
        WorkDirectory work = WorkDirectory.of(spec.place(), runAs);
        Path template = new Templates(work, runAs).get(spec, binaries);
        work.requireRoom(
                spec.nodes().size() * (DATA_ROOM_BYTES + walRoom(spec.place().profile())),
                "a cluster of " + spec.nodes().size() + " nodes");
        String number = String.valueOf(NUMBER.incrementAndGet());
        String id = work.ofJvm().getFileName() + "-" + number;
        Path directory = work.ofJvm().resolve(number);
        var hosts = new CopyOnWriteArrayList<LocalHost>();
        Supplier<PortLease> ports = () -> PortLease.take(work.ports(), spec.place());
        var links = new LocalLinks(id, ports);
        var ground = new LocalGround(id, directory, runAs, ports);
        CompletableFuture<List<Link>> linking = CompletableFuture.completedFuture(List.of());
        try {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, Files.getPosixFilePermissions(work.ofJvm()));
            ground.lay(spec, hosts);
            // they are not needed before the servers are ready
            linking = Background.run(() -> ground.linksAmong(hosts));
            var linked = linking;
            var ahead = CopiesAhead.of(work, runAs);
            OwnIdentity own = ahead.identity();
            copy(template, hosts, ahead, own, Preparation.deadline(spec));
            Runnable kill = () -> killAndDelete(hosts, ground, directory);
            var topology = new Topology(hosts, ground.stores(), () -> Background.join(linked), () -> {
                Closing.all(List.of(ground::close, () -> delete(directory)));
                work.notAtExit(kill);
            });
            work.atExit(kill);
            return new Provisioned(
                    id,
                    topology,
                    found,
                    own.credentials(),
                    node -> {
                        work.requireRoom(DATA_ROOM_BYTES + WAL_ROOM_BYTES, "one more node");
                        LocalHost added = ground.host(
                                node.ref(),
                                HostAddress.onLoopback(ports.get()),
                                spec.diskOf(node).orElse(null));
                        hosts.add(added);
                        grow(added, hosts, links, topology);
                    },
                    () -> {
                        if (spec.place().ahead() != Ahead.NOTHING && spec.disk().isEmpty()) {
                            ahead.prepare(template, spec.nodes().size());
                        }
                    });
        } catch (IOException | RuntimeException e) {
            RuntimeException failure = e instanceof RuntimeException unchecked
                    ? unchecked
                    : new UncheckedIOException("could not make the directory " + directory, (IOException) e);
            undo(hosts, ground, linking, directory, failure);
            throw failure;
        }
    }

    private static void grow(LocalHost added, List<LocalHost> hosts, LocalLinks links, Topology topology) {
        try {
            topology.add(added, links.toAndFrom(added, topology));
        } catch (RuntimeException e) {
            hosts.remove(added);
            Closing.after(e, List.of(added::close, () -> delete(Path.of(added.home()))));
            throw e;
        }
    }

    private static void copy(
            Path template, List<LocalHost> hosts, CopiesAhead ahead, OwnIdentity own, Duration deadline) {
        SideBySide.each(hosts, host -> {
            // a copy that was made ahead lies on another file system than the host's own disk
            if (host.disk().isPresent() || !ahead.moveCopy(template, Path.of(host.home(), "data"))) {
                copy(template, host, deadline);
            }
        });
        var identity = Identity.of(hosts.get(0));
        hosts.forEach(host -> host.change(identity.changes(host, own)));
        SideBySide.each(hosts, LocalHost::syncDisk);
    }

    private static void copy(Path template, LocalHost host, Duration deadline) {
        Command command = Command.of("cp", "-Rp", template.resolve("data").toString(), host.home());
        Outcome outcome = host.run(command, deadline);
        if (!outcome.succeeded()) {
            throw new ReplicatedPostgresException("could not copy the template for %s into %s: %s"
                    .formatted(host.node(), host.home(), outcome.output().strip()));
        }
    }

    private static void undo(
            List<LocalHost> hosts,
            LocalGround ground,
            CompletableFuture<List<Link>> linking,
            Path directory,
            RuntimeException failure) {
        var steps = new ArrayList<Runnable>();
        // those that could not be opened are closed already
        linking.exceptionally(e -> List.of()).join().forEach(link -> steps.add(link::close));
        steps.add(() -> killAndDelete(hosts, ground, directory));
        Closing.after(failure, steps);
    }

    private static void delete(Path directory) {
        try {
            // the nodes side by side: most of the time of a close is spent here
            Closing.together(children(directory).stream()
                    .<Runnable>map(node -> () -> deleteTree(node))
                    .toList());
            Janitor.deleteTree(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + directory, e);
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        }
    }

    private static void deleteTree(Path directory) {
        try {
            Janitor.deleteTree(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + directory, e);
        }
    }

    private static void killAndDelete(List<LocalHost> hosts, LocalGround ground, Path directory) {
        var steps = new ArrayList<Runnable>();
        hosts.forEach(host -> steps.add(host::close));
        ground.stores().forEach(host -> steps.add(host::close));
        steps.add(ground::close);
        steps.add(() -> delete(directory));
        Closing.all(steps);
    }

    /** A few segments, of 1 or of 16 MiB. */
    private static long walRoom(ServerProfile profile) {
        return profile == ServerProfile.SMALL ? WAL_ROOM_BYTES : PRODUCTION_WAL_ROOM_BYTES;
    }
}
