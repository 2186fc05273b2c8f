package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.Credentials;
import io.replicatedpostgres.postgres.PostgresBinaries;
import io.replicatedpostgres.postgres.SystemIdentifier;
import io.replicatedpostgres.provision.EmbeddedToxiproxy;
import io.replicatedpostgres.provision.Found;
import io.replicatedpostgres.provision.PortLease;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.provision.Provisioner;
import io.replicatedpostgres.provision.TemplateBuild;
import io.replicatedpostgres.provision.ToxiproxyLink;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.NodeSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.RuntimeKind;
import io.replicatedpostgres.topology.Capability;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Command;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Outcome;
import io.replicatedpostgres.topology.Route;
import io.replicatedpostgres.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Clusters as processes of this machine, on loopback, from installed binaries. */
public final class LocalProvisioner implements Provisioner {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long WAL_ROOM_BYTES = 64L << 20;
    private static final long PRODUCTION_WAL_ROOM_BYTES = 128L << 20;
    private static final long DATA_ROOM_BYTES = 32L << 20;

    @Override
    public Found find(Place place) {
        PostgresBinaries binaries = Installations.choose(place);
        return new Found(RuntimeKind.LOCAL, binaries.directory(), binaries);
    }

    @Override
    public Optional<String> whyNot(Place place, Capability capability) {
        return Mounts.whyNot(capability);
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
        var links = new ArrayList<Link>();
        try {
            Files.createDirectory(directory);
            Files.setPosixFilePermissions(directory, Files.getPosixFilePermissions(work.ofJvm()));
            Supplier<PortLease> ports = () -> PortLease.take(work.ports(), spec.place());
            for (NodeSpec node : spec.nodes()) {
                hosts.add(host(id, node, directory, ports.get(), runAs));
            }
            copy(template, hosts, spec);
            String password = Files.readString(template.resolve(TemplateBuild.PASSWORD_FILE));
            openLinks(id, hosts, ports, links);
            Runnable kill = () -> killAndDelete(hosts, directory);
            var topology = new Topology(hosts, links, () -> {
                delete(directory);
                work.notAtExit(kill);
            });
            work.atExit(kill);
            return new Provisioned(id, topology, found, password, Credentials.random(), node -> {
                work.requireRoom(DATA_ROOM_BYTES + WAL_ROOM_BYTES, "one more node");
                LocalHost added = host(id, node, directory, ports.get(), runAs);
                hosts.add(added);
                grow(id, added, hosts, ports, topology);
            });
        } catch (IOException | RuntimeException e) {
            RuntimeException failure = e instanceof RuntimeException unchecked
                    ? unchecked
                    : new UncheckedIOException("could not make the directory " + directory, (IOException) e);
            undo(hosts, links, directory, failure);
            throw failure;
        }
    }

    private static LocalHost host(String id, NodeSpec node, Path directory, PortLease port, RunAs runAs) {
        Path home = directory.resolve(node.ref().name());
        return new LocalHost(node.ref(), home, "rp-%s-%s".formatted(id, node.ref()), port, runAs);
    }

    private static void grow(
            String id, LocalHost added, List<LocalHost> hosts, Supplier<PortLease> ports, Topology topology) {
        var links = new ArrayList<Link>();
        try {
            links.add(link(id, Route.ofClients(added.node()), added, ports.get()));
            for (NodeRef other : topology.nodes()) {
                links.add(link(id, Route.between(other, added.node()), added, ports.get()));
                links.add(link(id, Route.between(added.node(), other), topology.host(other), ports.get()));
            }
        } catch (RuntimeException e) {
            hosts.remove(added);
            var steps = new ArrayList<Runnable>();
            links.forEach(link -> steps.add(link::close));
            steps.add(added::close);
            steps.add(() -> delete(Path.of(added.home())));
            Closing.after(e, steps);
            throw e;
        }
        topology.add(added, links);
    }

    private static void copy(Path template, List<LocalHost> hosts, ClusterSpec spec) {
        // seconds in the upper half, as initdb does it
        long identifier = Instant.now().getEpochSecond() << 32
                | (ThreadLocalRandom.current().nextInt() & 0xFFFFFFFFL);
        hosts.parallelStream().forEach(host -> {
            Command command = Command.of("cp", "-Rp", template.resolve("data").toString(), host.home());
            Outcome outcome = host.run(command, spec.deadline());
            if (!outcome.succeeded()) {
                throw new ReplicatedPostgresException("could not copy the template for %s into %s: %s"
                        .formatted(host.node(), host.home(), outcome.output().strip()));
            }
            SystemIdentifier.change(host, identifier);
        });
    }

    private static void openLinks(String id, List<? extends Host> hosts, Supplier<PortLease> ports, List<Link> links) {
        for (Host to : hosts) {
            links.add(link(id, Route.ofClients(to.node()), to, ports.get()));
            for (NodeRef from : hosts.stream().map(Host::node).toList()) {
                if (!from.equals(to.node())) {
                    links.add(link(id, Route.between(from, to.node()), to, ports.get()));
                }
            }
        }
    }

    private static Link link(String id, Route route, Host to, PortLease port) {
        Endpoint endpoint = new Endpoint(to.serverAddress(), port.port());
        String name = "%s-%s-%s".formatted(id, route.from().map(NodeRef::name).orElse("clients"), route.to());
        try {
            return ToxiproxyLink.open(
                    EmbeddedToxiproxy.api(), name, route, endpoint, to.endpoint(), endpoint, port::close);
        } catch (RuntimeException e) {
            port.close();
            throw e;
        }
    }

    private static void undo(List<LocalHost> hosts, List<Link> links, Path directory, RuntimeException failure) {
        var steps = new ArrayList<Runnable>();
        links.forEach(link -> steps.add(link::close));
        steps.add(() -> killAndDelete(hosts, directory));
        try {
            Closing.all(steps);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static void delete(Path directory) {
        try {
            Janitor.deleteTree(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + directory, e);
        }
    }

    private static void killAndDelete(List<LocalHost> hosts, Path directory) {
        var steps = new ArrayList<Runnable>();
        hosts.forEach(host -> steps.add(host::close));
        steps.add(() -> delete(directory));
        Closing.all(steps);
    }

    /** A few segments, of 1 or of 16 MiB. */
    private static long walRoom(ServerProfile profile) {
        return profile == ServerProfile.SMALL ? WAL_ROOM_BYTES : PRODUCTION_WAL_ROOM_BYTES;
    }
}
