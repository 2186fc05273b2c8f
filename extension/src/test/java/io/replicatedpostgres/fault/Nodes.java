package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Link;
import io.replicatedpostgres.topology.Route;
import io.replicatedpostgres.topology.Topology;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Some nodes that are nothing but names, with a {@link RecordingLink} on every route between them. */
final class Nodes {

    private final List<String> diary = new CopyOnWriteArrayList<>();
    private final List<NodeRef> all;
    private Predicate<String> fails = entry -> false;

    private Nodes(int count) {
        all = IntStream.rangeClosed(1, count).mapToObj(Nodes::node).toList();
    }

    static Nodes of(int count) {
        return new Nodes(count);
    }

    static NodeRef node(int number) {
        return new NodeRef("node-" + number);
    }

    List<NodeRef> all() {
        return all;
    }

    /** What was done to the links, in order. */
    List<String> diary() {
        return diary;
    }

    /** From now on, whatever is written into the diary and is like this fails. */
    Nodes failing(Predicate<String> entries) {
        fails = entries;
        return this;
    }

    /** The scene of faults on links: its servers are not asked for. */
    Scene scene() {
        Topology topology = topology();
        return new Scene() {
            @Override
            public void startStore(NodeRef member) {
                throw new UnsupportedOperationException("there is no store");
            }

            @Override
            public Topology topology() {
                return topology;
            }

            @Override
            public Patient patient(NodeRef node) {
                throw new UnsupportedOperationException(node + " has no server");
            }

            @Override
            public List<Patient> primaries() {
                return List.of();
            }
        };
    }

    private Topology topology() {
        var links = new ArrayList<Link>();
        for (NodeRef to : all) {
            links.add(link(Route.ofClients(to)));
            all.stream().filter(from -> !from.equals(to)).forEach(from -> links.add(link(Route.between(from, to))));
        }
        return new Topology(all.stream().map(Nodes::host).toList(), links, () -> {});
    }

    private Link link(Route route) {
        return new RecordingLink(route, diary, entry -> fails.test(entry));
    }

    private static Host host(NodeRef node) {
        return (Host) Proxy.newProxyInstance(
                Nodes.class.getClassLoader(), new Class<?>[] {Host.class}, (self, method, arguments) -> {
                    if (method.getName().equals("node")) {
                        return node;
                    }
                    throw new UnsupportedOperationException(method + " of a host that is only a name");
                });
    }
}
