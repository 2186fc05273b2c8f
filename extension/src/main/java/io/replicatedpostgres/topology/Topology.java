package io.replicatedpostgres.topology;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The hosts of one cluster and every path to them: from each other node, and from the clients of the test. */
public final class Topology implements AutoCloseable {

    private volatile Map<NodeRef, Host> hosts = Map.of();
    private final Map<NodeRef, Host> supporting = new LinkedHashMap<>();
    private volatile Map<Route, Link> links = Map.of();
    private @Nullable Supplier<? extends List<? extends Link>> opening;
    private final Runnable whenClosed;

    /**
     * A topology of hosts and links.
     *
     * @param whenClosed runs last, when all of them are closed
     */
    public Topology(List<? extends Host> hosts, List<? extends Link> links, Runnable whenClosed) {
        this.whenClosed = whenClosed;
        add(hosts, links);
    }

    /**
     * A topology of hosts, and links that are being opened.
     *
     * @param links waits for them, or fails as their opening failed; asked when the first of them is wanted
     * @param whenClosed runs last, when all of them are closed
     */
    public Topology(List<? extends Host> hosts, Supplier<? extends List<? extends Link>> links, Runnable whenClosed) {
        this(hosts, List.of(), links, whenClosed);
    }

    /**
     * The same with hosts that support the nodes and are none: the members of a distributed configuration store.
     *
     * @param others no servers of PostgreSQL; links lead to them and between them
     */
    public Topology(
            List<? extends Host> hosts,
            List<? extends Host> others,
            Supplier<? extends List<? extends Link>> links,
            Runnable whenClosed) {
        this(hosts, List.of(), whenClosed);
        others.forEach(host -> supporting.put(host.node(), host));
        this.opening = links;
    }

    private synchronized Map<Route, Link> links() {
        if (opening != null) {
            List<? extends Link> opened = opening.get();
            opening = null;
            add(List.of(), opened);
        }
        return links;
    }

    /** What is open when all is closed: if one fails to open, the opening closes the others. */
    private List<Link> openLinks() {
        try {
            return List.copyOf(links().values());
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    private synchronized void add(List<? extends Host> moreHosts, List<? extends Link> moreLinks) {
        var allHosts = new LinkedHashMap<>(hosts);
        var allLinks = new LinkedHashMap<>(links());
        moreHosts.forEach(host -> allHosts.put(host.node(), host));
        moreLinks.forEach(link -> allLinks.put(link.route(), link));
        hosts = allHosts;
        links = allLinks;
    }

    /** Adds a host, with every path to it and from it. */
    public void add(Host host, List<? extends Link> itsLinks) {
        add(List.of(host), itsLinks);
    }

    /** Closes a host, and every path to it and from it; nothing if it is no part of this. */
    public void remove(NodeRef node) {
        var steps = new ArrayList<Runnable>();
        synchronized (this) {
            var allHosts = new LinkedHashMap<>(hosts);
            var allLinks = new LinkedHashMap<>(links());
            Host host = allHosts.remove(node);
            if (host != null) {
                steps.add(host::close);
            }
            links.values().stream()
                    .filter(link -> link.route().to().equals(node)
                            || link.route().from().filter(node::equals).isPresent())
                    .forEach(link -> {
                        allLinks.remove(link.route());
                        steps.add(link::close);
                    });
            hosts = allHosts;
            links = allLinks;
        }
        Closing.all(steps);
    }

    /** The nodes, in the order of the spec. */
    public List<NodeRef> nodes() {
        return List.copyOf(hosts.keySet());
    }

    /** The hosts that support the nodes and are none; empty where there is no failover manager. */
    public List<NodeRef> supporting() {
        return List.copyOf(supporting.keySet());
    }

    /** The nodes, and after them what supports them. */
    public List<NodeRef> everyone() {
        var all = new ArrayList<>(nodes());
        all.addAll(supporting());
        return all;
    }

    /** The host of a node, or of what supports the nodes. */
    public Host host(NodeRef node) {
        Host host = hosts.get(node);
        return present(host == null ? supporting.get(node) : host, node);
    }

    /** Whether there is a path along a route: what supports the nodes connects to none of them. */
    public boolean hasLink(Route route) {
        return links().containsKey(route);
    }

    /** The path along a route. */
    public Link link(Route route) {
        return present(links().get(route), route);
    }

    /** Every path to a node. */
    public List<Link> linksTo(NodeRef node) {
        return links().values().stream()
                .filter(link -> link.route().to().equals(node))
                .toList();
    }

    private static <T> T present(@Nullable T found, Object asked) {
        if (found == null) {
            throw new ReplicatedPostgresException(
                    "%s is not part of this cluster: it was never, or it was removed. Ask the cluster for its nodes."
                            .formatted(asked));
        }
        return found;
    }

    /** Kills what runs on the hosts, closes the links, and then all the rest; the first failure is thrown at the end. */
    @Override
    public void close() {
        close(() -> {});
    }

    /** The same, with something to do when nothing runs any more and every file is still there. */
    public void close(Runnable beforeFilesGo) {
        var steps = new ArrayList<Runnable>();
        steps.add(() -> Closing.together(Stream.concat(hosts.values().stream(), supporting.values().stream())
                .<Runnable>map(host -> host::close)
                .toList()));
        openLinks().forEach(link -> steps.add(link::close));
        steps.add(beforeFilesGo);
        steps.add(whenClosed);
        Closing.all(steps);
    }
}
