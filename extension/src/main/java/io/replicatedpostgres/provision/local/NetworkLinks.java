package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.provision.EmbeddedToxiproxy;
import io.replicatedpostgres.provision.PortLease;
import io.replicatedpostgres.provision.ServicesLink;
import io.replicatedpostgres.provision.ToxiproxyLink;
import io.replicatedpostgres.topology.Closing;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Route;
import io.replicatedpostgres.topology.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Opens the paths of a cluster with a network of its own. Each host goes on using the others' addresses, and its packets to each
 * service of another are led to a proxy of that pair and service.
 *
 * @param cluster its id, part of the name of each
 * @param ports where they listen
 */
record NetworkLinks(String cluster, ClusterNetwork network, Supplier<PortLease> ports) {

    private static final String LOOPBACK = "127.0.0.1";

    /**
     * Every path there is between these, and from the clients; none is left open when it throws.
     *
     * @param monitor whether the store is a PostgreSQL server, which asks the nodes too
     */
    List<Link> among(List<? extends Host> nodes, List<? extends Host> stores, boolean monitor) {
        var opened = new ArrayList<Link>();
        var rules = new LinkedHashMap<NodeRef, List<String>>();
        try {
            nodes.forEach(node -> opened.add(ofClients(node)));
            for (Host from : nodes) {
                others(nodes, from)
                        .forEach(to -> opened.add(between(from, to, List.of(Service.SQL, Service.API), rules)));
                List<Service> store = List.of(monitor ? Service.SQL : Service.STORE);
                stores.forEach(to -> opened.add(between(from, to, store, rules)));
            }
            for (Host from : stores) {
                if (monitor) {
                    nodes.forEach(to -> opened.add(between(from, to, List.of(Service.SQL), rules)));
                }
                others(stores, from).forEach(to -> opened.add(between(from, to, List.of(Service.PEER), rules)));
            }
            rules.forEach((host, lines) -> network.lead(host.name(), lines));
            return opened;
        } catch (RuntimeException e) {
            Closing.after(e, opened.stream().<Runnable>map(link -> link::close).toList());
            throw e;
        }
    }

    private static List<? extends Host> others(List<? extends Host> all, Host one) {
        return all.stream().filter(host -> host != one).toList();
    }

    private Link ofClients(Host to) {
        return open(Route.ofClients(to.node()), "clients", LOOPBACK, to.endpoint());
    }

    private Link between(Host from, Host to, List<Service> services, Map<NodeRef, List<String>> rules) {
        Route route = Route.between(from.node(), to.node());
        var opened = new ArrayList<Link>();
        try {
            for (Service service : services) {
                var server = new Endpoint(to.serverAddress(), service.port());
                Link link = open(route, from.node() + "-" + service.port(), network.addressOfThisJvm(), server);
                opened.add(link);
                rules.computeIfAbsent(from.node(), first -> new ArrayList<>())
                        .add("-A OUTPUT -p tcp -d %s --dport %s -j DNAT --to-destination %s"
                                .formatted(server.host(), service.port(), link.endpoint()));
            }
        } catch (RuntimeException e) {
            Closing.after(e, opened.stream().<Runnable>map(link -> link::close).toList());
            throw e;
        }
        var proxies = new ServicesLink(
                route, new Endpoint(to.serverAddress(), services.get(0).port()), opened);
        return new DroppedPackets(proxies, from.node().name(), network);
    }

    private Link open(Route route, String from, String address, Endpoint server) {
        PortLease port = ports.get();
        var listen = new Endpoint(address, port.port());
        try {
            return ToxiproxyLink.open(
                    EmbeddedToxiproxy.api(),
                    "%s-%s-%s".formatted(cluster, from, route.to()),
                    route,
                    listen,
                    server,
                    listen,
                    port::close);
        } catch (RuntimeException e) {
            port.close();
            throw e;
        }
    }
}
