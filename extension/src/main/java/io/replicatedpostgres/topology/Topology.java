package io.replicatedpostgres.topology;

import io.replicatedpostgres.model.NodeRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The hosts of one cluster and every path to them: from each other node, and from the clients of the test. */
public final class Topology implements AutoCloseable {

    private final Map<NodeRef, Host> hosts = new LinkedHashMap<>();
    private final Map<Route, Link> links = new LinkedHashMap<>();
    private final Runnable whenClosed;

    /**
     * A topology of hosts and links.
     *
     * @param whenClosed runs last, when all of them are closed
     */
    public Topology(List<? extends Host> hosts, List<? extends Link> links, Runnable whenClosed) {
        hosts.forEach(host -> this.hosts.put(host.node(), host));
        links.forEach(link -> this.links.put(link.route(), link));
        this.whenClosed = whenClosed;
    }

    /** The nodes, in the order of the spec. */
    public List<NodeRef> nodes() {
        return List.copyOf(hosts.keySet());
    }

    /** The host of a node. */
    public Host host(NodeRef node) {
        return present(hosts.get(node), node);
    }

    /** The path along a route. */
    public Link link(Route route) {
        return present(links.get(route), route);
    }

    /** Every path to a node. */
    public List<Link> linksTo(NodeRef node) {
        return links.values().stream()
                .filter(link -> link.route().to().equals(node))
                .toList();
    }

    private static <T> T present(@org.jspecify.annotations.Nullable T found, Object asked) {
        if (found == null) {
            throw new IllegalArgumentException("%s is not part of this cluster".formatted(asked));
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
        var steps = new java.util.ArrayList<Runnable>();
        steps.add(() -> Closing.together(
                hosts.values().stream().<Runnable>map(host -> host::close).toList()));
        links.values().forEach(link -> steps.add(link::close));
        steps.add(beforeFilesGo);
        steps.add(whenClosed);
        Closing.all(steps);
    }
}
