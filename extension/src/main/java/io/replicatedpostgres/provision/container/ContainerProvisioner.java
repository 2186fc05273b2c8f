package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.postgres.OwnIdentity;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.provision.Found;
import io.replicatedpostgres.provision.Preparation;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.provision.Provisioner;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.PlaceKey;
import io.replicatedpostgres.spec.RuntimeKind;
import io.replicatedpostgres.topology.Capability;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Topology;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Clusters in containers, which are kept for the next cluster. */
public final class ContainerProvisioner implements Provisioner {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final DataSize SMALLEST = DataSize.megabytes(96);

    /** Asks for a daemon when the first cluster is wanted. */
    public ContainerProvisioner() {}

    @Override
    public Found find(Place place) {
        ContainerPool fleet = ContainerPool.get();
        ContainerPool.Kind kind = fleet.kind(place);
        return found(fleet, kind, place);
    }

    private static Found found(ContainerPool fleet, ContainerPool.Kind kind, Place place) {
        String digest = kind.id().replaceFirst("^sha256:", "");
        return new Found(
                RuntimeKind.CONTAINER,
                "%s (%s) on %s"
                        .formatted(
                                kind.image(),
                                digest.substring(0, Math.min(12, digest.length())),
                                fleet.daemon().address()),
                fleet.anatomy(kind, place).binaries());
    }

    @Override
    public Optional<String> whyNot(Place place, Capability capability) {
        return ContainerHost.whyNot(capability, place.mayMount(), wanted -> {
            ContainerPool fleet = ContainerPool.get();
            return fleet.whyNoDisk(fleet.kind(place), wanted);
        });
    }

    @Override
    public Provisioned provision(ClusterSpec spec) {
        requireMemory(spec.place());
        ContainerPool fleet = ContainerPool.get();
        ContainerPool.Kind plain = fleet.kind(spec.place());
        boolean disks = spec.nodes().stream().anyMatch(node -> spec.diskOf(node).isPresent());
        ContainerPool.Kind kind = disks ? plain.withLoopDevices() : plain;
        if (spec.nodes().size() > 1) {
            fleet.prepareToxiproxy(kind, spec.place().toxiproxyImage());
        }
        List<Container> containers = fleet.take(kind, spec.nodes().size());
        String number = String.valueOf(NUMBER.incrementAndGet());
        var crew = new ClusterContainers(fleet, kind, containers, number);
        try {
            ImageInspection anatomy = fleet.anatomy(kind, spec.place(), containers.get(0));
            Found found = found(fleet, kind, spec.place());
            var template = new ContainerTemplates(kind, anatomy).get(spec, containers.get(0));
            List<ContainerHost> hosts = crew.hosts(spec, anatomy.user());
            OwnIdentity own = OwnIdentity.random();
            CompletableFuture<List<Link>> linking = Background.run(() -> crew.links(spec, hosts));
            try {
                place(crew, template, own, spec);
            } finally {
                // the close that follows must find all links that were made
                linking.handle((made, failure) -> true).join();
            }
            List<Link> links = Background.join(linking);
            var topology = new Topology(hosts, links, crew::dismiss);
            return new Provisioned(
                    fleet.jvm() + "-" + number,
                    topology,
                    found,
                    own.credentials(),
                    node -> crew.grow(node, anatomy.user(), spec, topology),
                    () -> {});
        } catch (RuntimeException | Error e) {
            try {
                crew.dismiss();
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    private static void requireMemory(Place place) {
        DataSize memory = place.tmpfs();
        if (memory != null && memory.compareTo(SMALLEST) < 0) {
            throw SpecException.of(
                    "%s = %s".formatted(PlaceKey.TMPFS.key(), memory),
                    "the smallest node needs %s for its data and WAL".formatted(SMALLEST),
                    "Write for example 512MB, or leave it out to have the data on disk");
        }
    }

    private static void place(
            ClusterContainers crew, ContainerTemplates.Template template, OwnIdentity own, ClusterSpec spec) {
        try {
            crew.place(template, own, Preparation.deadline(spec));
        } catch (UncheckedIOException e) {
            if (spec.place().tmpfs() != null && String.valueOf(e.getMessage()).contains("No space left")) {
                throw SpecException.of(
                        "%s = %s".formatted(PlaceKey.TMPFS.key(), spec.place().tmpfs()),
                        "the template of a node does not fit into it",
                        "Make it larger, or leave it out to have the data on disk");
            }
            throw new ReplicatedPostgresException("could not copy the template: " + e.getMessage(), e);
        }
    }
}
