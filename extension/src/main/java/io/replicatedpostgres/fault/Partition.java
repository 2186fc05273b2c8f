package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.topology.Flow;
import io.replicatedpostgres.topology.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The pairs of nodes that can no longer send to each other: computed as data, and then applied in one call.
 *
 * @param name what it is called
 * @param silenced each pair in which the first can no longer send to the second
 * @param cutFromClients the nodes that the test's clients cannot reach either
 */
record Partition(String name, Set<Pair> silenced, Set<NodeRef> cutFromClients) {

    /**
     * A direction in which nothing arrives any more.
     *
     * @param from who sends
     * @param to who gets nothing
     */
    record Pair(NodeRef from, NodeRef to) {}

    Partition {
        silenced = Collections.unmodifiableSet(new LinkedHashSet<>(silenced));
        cutFromClients = Collections.unmodifiableSet(new LinkedHashSet<>(cutFromClients));
    }

    /** One against all others. */
    static Partition isolate(NodeRef node, Collection<NodeRef> all) {
        return between("isolated", List.of(node), others(all, List.of(node)));
    }

    /** No one of one side and no one of the other can talk. */
    static Partition between(String name, Collection<NodeRef> some, Collection<NodeRef> others) {
        Set<Pair> pairs = new LinkedHashSet<>();
        for (NodeRef one : some) {
            for (NodeRef other : others) {
                pairs.add(new Pair(one, other));
                pairs.add(new Pair(other, one));
            }
        }
        return new Partition(name, pairs, Set.of());
    }

    /** What the first sends does not arrive; what the second sends does. */
    static Partition oneWay(NodeRef from, NodeRef to) {
        return new Partition("one way", Set.of(new Pair(from, to)), Set.of());
    }

    /** The first half of the nodes against the rest; of an odd number the first half is the larger one. */
    static Partition halves(List<NodeRef> all) {
        int middle = (all.size() + 1) / 2;
        return between("halves", all.subList(0, middle), all.subList(middle, all.size()));
    }

    /** Each node can talk to the one before it and the one after it, the last and the first being neighbours. */
    static Partition ring(List<NodeRef> all) {
        Set<Pair> pairs = new LinkedHashSet<>();
        for (int i = 0; i < all.size(); i++) {
            for (int k = 0; k < all.size(); k++) {
                int apart = Math.floorMod(i - k, all.size());
                if (apart > 1 && apart < all.size() - 1) {
                    pairs.add(new Pair(all.get(i), all.get(k)));
                }
            }
        }
        return new Partition("ring", pairs, Set.of());
    }

    /** Two halves that only one node can talk to both of. */
    static Partition bridge(NodeRef bridge, List<NodeRef> all) {
        List<NodeRef> rest = others(all, List.of(bridge));
        int middle = (rest.size() + 1) / 2;
        return between("bridge", rest.subList(0, middle), rest.subList(middle, rest.size()));
    }

    /** The same, with these nodes cut off from the test's clients too. */
    Partition andFromClients(Collection<NodeRef> nodes) {
        return new Partition(name, silenced, Set.copyOf(nodes));
    }

    /**
     * The streams that carry what is silenced. From one node to another there are two: forward along the link on which it
     * connects, and backward along the link on which the other one does. Between clients and a node there is one.
     */
    List<Stream> streams() {
        Map<Route, Flow> flows = new LinkedHashMap<>();
        for (Pair pair : silenced) {
            if (!pair.to().equals(NodeRef.CLIENTS)) {
                flows.merge(route(pair.from(), pair.to()), Flow.FORWARD, Flow::and);
            }
            if (!pair.from().equals(NodeRef.CLIENTS)) {
                flows.merge(route(pair.to(), pair.from()), Flow.BACKWARD, Flow::and);
            }
        }
        cutFromClients.forEach(node -> flows.put(Route.ofClients(node), Flow.BOTH));
        var streams = new ArrayList<Stream>();
        flows.forEach((route, flow) -> streams.add(new Stream(route, flow)));
        return streams;
    }

    /** No node connects to clients: there is only the link on which they connect. */
    private static Route route(NodeRef from, NodeRef to) {
        return from.equals(NodeRef.CLIENTS) ? Route.ofClients(to) : Route.between(from, to);
    }

    /** Who is struck. */
    List<NodeRef> nodes() {
        Set<NodeRef> nodes = new LinkedHashSet<>();
        silenced.forEach(pair -> {
            nodes.add(pair.from());
            nodes.add(pair.to());
        });
        nodes.addAll(cutFromClients);
        return List.copyOf(nodes);
    }

    /** {@code node-1 ⇹ node-2} for both ways, {@code node-1 ↛ node-2} for one. */
    String describe() {
        Set<String> words = new LinkedHashSet<>();
        for (Pair pair : silenced) {
            boolean bothWays = silenced.contains(new Pair(pair.to(), pair.from()));
            if (!bothWays) {
                words.add(pair.from() + " ↛ " + pair.to());
            } else if (pair.from().compareTo(pair.to()) < 0) {
                words.add(pair.from() + " ⇹ " + pair.to());
            }
        }
        cutFromClients.forEach(node -> words.add("clients ⇹ " + node));
        return words.stream().collect(Collectors.joining(", "));
    }

    private static List<NodeRef> others(Collection<NodeRef> all, Collection<NodeRef> some) {
        return all.stream().filter(node -> !some.contains(node)).toList();
    }
}
