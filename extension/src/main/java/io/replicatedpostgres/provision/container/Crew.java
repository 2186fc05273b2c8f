package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.provision.EmbeddedToxiproxy;
import io.replicatedpostgres.provision.PortLease;
import io.replicatedpostgres.provision.ToxiproxyLink;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.NodeSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Route;
import io.replicatedpostgres.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The containers of one cluster, until they are given back. */
final class Crew {

    private final Fleet fleet;
    private final Fleet.Kind kind;
    private final List<Container> containers;
    private final String number;
    private final List<ContainerHost> hosts = new CopyOnWriteArrayList<>();
    private final List<Link> links = new CopyOnWriteArrayList<>();

    Crew(Fleet fleet, Fleet.Kind kind, List<Container> containers, String number) {
        this.fleet = fleet;
        this.kind = kind;
        this.containers = new CopyOnWriteArrayList<>(containers);
        this.number = number;
    }

    private String shared() {
        return ContainerStart.SHARED + "/" + number;
    }

    private String memory() {
        return ContainerStart.MEMORY + "/" + number;
    }

    List<ContainerHost> hosts(ClusterSpec spec, Anatomy anatomy) {
        ask(containers.get(0), "mkdir -p %1$s/archive && chown -R %2$s %1$s".formatted(shared(), anatomy.user()));
        for (int i = 0; i < containers.size(); i++) {
            hosts.add(host(spec.nodes().get(i), containers.get(i), anatomy));
        }
        return List.copyOf(hosts);
    }

    private ContainerHost host(NodeSpec node, Container container, Anatomy anatomy) {
        String base = shared();
        if (kind.memory() != null) {
            base = memory();
            // the archive that all nodes share cannot lie in the memory of one
            ask(
                    container,
                    "mkdir -p %1$s && chown %2$s %1$s && ln -sfn %3$s/archive %1$s/archive"
                            .formatted(memory(), anatomy.user(), shared()));
        }
        return new ContainerHost(
                node.ref(), container, anatomy.user(), base + "/" + node.ref().name());
    }

    /** One container more, with the links to and from every node that is there; given back with the others. */
    void grow(NodeSpec node, Anatomy anatomy, Place place, Topology topology) {
        Container container = fleet.take(kind);
        containers.add(container);
        ContainerHost added = host(node, container, anatomy);
        hosts.add(added);
        var more = new ArrayList<Link>();
        try {
            more.add(ofClients(added, place));
            for (NodeRef other : topology.nodes()) {
                more.add(between(other, added, place));
                more.add(between(added.node(), (ContainerHost) topology.host(other), place));
            }
        } catch (RuntimeException e) {
            more.forEach(Link::close);
            added.close();
            throw e;
        }
        links.addAll(more);
        topology.add(added, more);
    }

    private static void ask(Container container, String command) {
        String done = container.asRoot(command + " && echo done || echo failed", DefaultImage.SOON);
        if (!done.equals("done")) {
            throw new ReplicatedPostgresException("%s failed in container %s".formatted(command, container.shortId()));
        }
    }

    /** From clients through the server in this JVM, as in every runtime; between nodes through the one in the network. */
    List<Link> links(ClusterSpec spec, List<ContainerHost> all) {
        for (ContainerHost to : all) {
            links.add(ofClients(to, spec.place()));
            for (ContainerHost from : all) {
                if (from != to) {
                    links.add(between(from.node(), to, spec.place()));
                }
            }
        }
        return List.copyOf(links);
    }

    private Link ofClients(ContainerHost to, Place place) {
        PortLease port = Ports.lease(place);
        Endpoint listen = new Endpoint("127.0.0.1", port.port());
        try {
            return ToxiproxyLink.open(
                    EmbeddedToxiproxy.api(),
                    name("clients", to),
                    Route.ofClients(to.node()),
                    listen,
                    to.endpoint(),
                    listen,
                    port::close);
        } catch (RuntimeException e) {
            port.close();
            throw e;
        }
    }

    private Link between(NodeRef from, ContainerHost to, Place place) {
        ContainerToxiproxy toxiproxy = fleet.toxiproxy(kind, place.toxiproxyImage());
        Endpoint endpoint = toxiproxy.take();
        try {
            return ToxiproxyLink.open(
                    toxiproxy.api(),
                    name(from.name(), to),
                    Route.between(from, to.node()),
                    new Endpoint("0.0.0.0", endpoint.port()),
                    new Endpoint(to.container().address(), ContainerStart.PORT),
                    endpoint,
                    () -> toxiproxy.giveBack(endpoint));
        } catch (RuntimeException e) {
            toxiproxy.giveBack(endpoint);
            throw e;
        }
    }

    private String name(String from, ContainerHost to) {
        return "%s-%s-%s-%s".formatted(fleet.jvm(), number, from, to.node());
    }

    /** Leaves nothing of the cluster in the containers, and gives those back. One that cannot be cleaned is not used again. */
    void dismiss() {
        var steps = new ArrayList<Runnable>();
        links.forEach(link -> steps.add(link::close));
        steps.add(() -> containers.parallelStream().forEach(this::release));
        Closing.all(steps);
    }

    private void release(Container container) {
        try {
            hosts.stream().filter(host -> host.container() == container).forEach(ContainerHost::close);
            ask(container, "rm -rf %s %s /tmp/replicated-postgres-*".formatted(shared(), memory()));
            fleet.giveBack(kind, container);
        } catch (RuntimeException e) {
            fleet.discard(container);
        }
    }
}
