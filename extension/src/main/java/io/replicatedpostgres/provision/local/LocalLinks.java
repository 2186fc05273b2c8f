package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.provision.EmbeddedToxiproxy;
import io.replicatedpostgres.provision.PortLease;
import io.replicatedpostgres.provision.ToxiproxyLink;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Route;
import io.replicatedpostgres.topology.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Opens the paths of one cluster.
 *
 * @param cluster its id, part of the name of each
 * @param ports where they listen
 */
record LocalLinks(String cluster, Supplier<PortLease> ports) {

    /** Every path there is between these, and from the clients; none is left open when it throws. */
    List<Link> among(List<? extends Host> hosts) {
        var routes = new LinkedHashMap<Route, Host>();
        for (Host to : hosts) {
            routes.put(Route.ofClients(to.node()), to);
            for (Host from : hosts) {
                if (from != to) {
                    routes.put(Route.between(from.node(), to.node()), to);
                }
            }
        }
        return open(routes);
    }

    /** Every path to and from one that comes to the others; none is left open when it throws. */
    List<Link> toAndFrom(Host added, Topology others) {
        var routes = new LinkedHashMap<Route, Host>();
        routes.put(Route.ofClients(added.node()), added);
        for (NodeRef other : others.nodes()) {
            routes.put(Route.between(other, added.node()), added);
            routes.put(Route.between(added.node(), other), others.host(other));
        }
        return open(routes);
    }

    private List<Link> open(Map<Route, Host> routes) {
        var links = new ArrayList<Link>();
        try {
            routes.forEach((route, to) -> links.add(open(route, to)));
            return links;
        } catch (RuntimeException e) {
            Closing.after(e, links.stream().<Runnable>map(link -> link::close).toList());
            throw e;
        }
    }

    private Link open(Route route, Host to) {
        PortLease port = ports.get();
        Endpoint endpoint = new Endpoint(to.serverAddress(), port.port());
        String name =
                "%s-%s-%s".formatted(cluster, route.from().map(NodeRef::name).orElse("clients"), route.to());
        try {
            return ToxiproxyLink.open(
                    EmbeddedToxiproxy.api(), name, route, endpoint, to.endpoint(), endpoint, port::close);
        } catch (RuntimeException e) {
            port.close();
            throw e;
        }
    }
}
