package io.replicatedpostgres.provision.container;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.OwnIdentity;
import io.replicatedpostgres.provision.EmbeddedToxiproxy;
import io.replicatedpostgres.provision.PortLease;
import io.replicatedpostgres.provision.Preparation;
import io.replicatedpostgres.provision.ToxiproxyLink;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.NodeSpec;
import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Route;
import io.replicatedpostgres.topology.SideBySide;
import io.replicatedpostgres.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The containers of one cluster, until they are given back. */
final class ClusterContainers {

    private final ContainerPool fleet;
    private final ContainerPool.Kind kind;
    private final List<Container> containers;
    private final String number;
    private final List<ContainerHost> hosts = new CopyOnWriteArrayList<>();
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private ContainerTemplates.@Nullable Template copied;

    ClusterContainers(ContainerPool fleet, ContainerPool.Kind kind, List<Container> containers, String number) {
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

    private String base() {
        return kind.memory() == null ? shared() : memory();
    }

    /** Where a data directory waits in a container for its next cluster. */
    private String aside(Container container) {
        String where = kind.memory() == null ? ContainerStart.SHARED : ContainerStart.MEMORY;
        return where + "/aside-" + container.shortId();
    }

    List<ContainerHost> hosts(ClusterSpec spec, String user) {
        for (int i = 0; i < containers.size(); i++) {
            hosts.add(host(spec.nodes().get(i), containers.get(i), user));
        }
        SideBySide.each(hosts, host -> spec.diskOf(spec.node(host.node())).ifPresent(host::putOn));
        return List.copyOf(hosts);
    }

    private ContainerHost host(NodeSpec node, Container container, String user) {
        return new ContainerHost(
                node.ref(), container, user, base() + "/" + node.ref().name());
    }

    /** The directories of a node; where it is to have no data directory yet, this is all. */
    private String making(ContainerHost host) {
        String script = "mkdir -p " + Quoted.word(host.home());
        // the archive that all nodes share cannot lie in the memory of one
        return kind.memory() == null
                ? script
                : script
                        + " && mkdir -p %1$s/archive && ln -sfn %1$s/archive %2$s/archive"
                                .formatted(shared(), memory());
    }

    /** One container more, with the links to and from every node that is there; given back with the others. */
    void grow(NodeSpec node, String user, ClusterSpec spec, Topology topology) {
        Optional<Disk> disk = spec.diskOf(node);
        Container container = fleet.take(disk.isPresent() ? kind.withLoopDevices() : kind);
        containers.add(container);
        ContainerHost added = host(node, container, user);
        hosts.add(added);
        var more = new ArrayList<Link>();
        try {
            // a copy of a template that waits here is of no use: what comes is a base backup
            ask(container, "rm -rf " + aside(container));
            container.keeps(null);
            disk.ifPresent(added::putOn);
            added.run(FileScript.after(making(added)), Preparation.deadline(spec));
            more.add(ofClients(added, spec.place()));
            for (NodeRef other : topology.nodes()) {
                more.add(between(other, added, spec.place()));
                more.add(between(added.node(), (ContainerHost) topology.host(other), spec.place()));
            }
        } catch (RuntimeException e) {
            var steps = new ArrayList<Runnable>();
            more.forEach(link -> steps.add(link::close));
            steps.add(added::close);
            Closing.after(e, steps);
            throw e;
        }
        links.addAll(more);
        topology.add(added, more);
    }

    /** Gives each host its directory, with a copy of the template that has this identity. */
    void place(ContainerTemplates.Template template, OwnIdentity own, Duration deadline) {
        copied = template;
        SideBySide.each(hosts, host -> {
            var script = new StringBuilder(making(host));
            // what waits would have to be copied to a disk as well
            boolean waits = template.path().equals(host.container().kept())
                    && host.disk().isEmpty();
            host.container().keeps(null);
            if (host.disk().isPresent()) {
                script.append(" && rm -rf ").append(aside(host.container()));
            }
            script.append(
                    waits
                            ? " && mv %s %s".formatted(aside(host.container()), Quoted.word(host.home() + "/data"))
                            : " && { e=$(cp -Rp %s %s 2>&1) || { printf %%s \"$e\"; false; }; }"
                                    .formatted(Quoted.word(template.data()), Quoted.word(host.home())));
            host.run(
                    FileScript.after(script.toString()).with(template.identity().changes(host, own)), deadline);
            host.syncDisk();
        });
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
        steps.add(() -> release(SideBySide.map(List.copyOf(containers), this::cleaned).stream()
                .flatMap(Optional::stream)
                .toList()));
        Closing.all(steps);
    }

    /** The container, if it can be used again. */
    private Optional<Container> cleaned(Container container) {
        try {
            hosts.stream().filter(host -> host.container() == container).forEach(host -> {
                host.close();
                keepData(host);
            });
            ask(container, "rm -rf %s /tmp/replicated-postgres-*".formatted(memory()));
            return Optional.of(container);
        } catch (RuntimeException e) {
            fleet.discard(container);
            return Optional.empty();
        }
    }

    /** For the next cluster of the same template, which then need not copy all of it. */
    private void keepData(ContainerHost host) {
        ContainerTemplates.Template template = copied;
        if (template != null && host.disk().isEmpty()) {
            Container container = host.container();
            boolean kept =
                    Reset.aside(container, template.data(), host.home() + "/data", aside(container), host.user());
            container.keeps(kept ? template.path() : null);
        }
    }

    /** What the nodes share is removed when none of them needs it. */
    private void release(List<Container> cleaned) {
        if (!cleaned.isEmpty()) {
            ask(cleaned.get(0), "rm -rf " + shared());
            cleaned.forEach(container -> fleet.giveBack(kind, container));
        }
    }
}
