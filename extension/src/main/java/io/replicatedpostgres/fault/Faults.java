package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.topology.Flow;
import io.replicatedpostgres.topology.Impairment;
import io.replicatedpostgres.topology.Route;
import io.replicatedpostgres.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Everything that can be injected between nodes. Which cut it is has to be said, or is {@link Cut#FREEZE}; the words
 * {@code from} and {@code to} are about what is sent, not about who connects.
 */
public final class Faults {

    /**
     * The clients of the test, as a side of a fault between them and a node: {@code latency(CLIENTS, node, …)} is about what they
     * send to the node, {@code latency(node, CLIENTS, …)} about what it answers. Whatever connects by {@code dataSource()} or {@code
     * jdbcUrl()} of the cluster or the node is a client; the harness itself is none.
     */
    public static final Identified CLIENTS = NodeRef.CLIENTS;

    private Faults() {}

    // ---- who cannot talk to whom

    /** A node that cannot talk to any other node, nor to the store of a failover manager; clients still reach it. */
    public static Fault isolated(Identified node) {
        return isolated(node, Cut.FREEZE);
    }

    /** A node that cannot talk to any other node, nor to the store of a failover manager; clients still reach it. */
    public static Fault isolated(Identified node, Cut cut) {
        Given.value("node", node);
        Given.value("cut", cut);
        return partition(
                cut,
                "isolated",
                node.ref() + " ⇹ all others",
                List.of(node),
                topology -> Partition.isolate(node.ref(), topology.everyone()));
    }

    /** Cuts a node off from the other nodes and from the test's clients, in both directions. Bytes stop without an error. */
    public static Fault isolatedWithClients(Identified node) {
        return isolatedWithClients(node, Cut.FREEZE);
    }

    /** Cuts a node off from the other nodes and from the test's clients, in both directions. */
    public static Fault isolatedWithClients(Identified node, Cut cut) {
        Given.value("node", node);
        Given.value("cut", cut);
        requireNode("isolatedWithClients", node);
        return partition(
                cut,
                "isolated",
                node.ref() + " ⇹ all others and clients",
                List.of(node),
                topology -> Partition.isolate(node.ref(), topology.everyone()).andFromClients(List.of(node.ref())));
    }

    /** A node that cannot talk to the store of its failover manager; the other nodes and clients still reach it. */
    public static Fault cutFromStore(Identified node) {
        return cutFromStore(node, Cut.FREEZE);
    }

    /** A node that cannot talk to the store of its failover manager; the other nodes and clients still reach it. */
    public static Fault cutFromStore(Identified node, Cut cut) {
        Given.value("node", node);
        Given.value("cut", cut);
        requireNode("cutFromStore", node);
        return partition(
                cut,
                "cut from the store",
                node.ref() + " ⇹ the store",
                List.of(node),
                topology -> Partition.between("cut from the store", List.of(node.ref()), topology.supporting()));
    }

    /** Two nodes that cannot talk to each other; one side may be {@link #CLIENTS}. */
    public static Fault between(Identified one, Identified other) {
        return between(one, other, Cut.FREEZE);
    }

    /** Two nodes that cannot talk to each other. */
    public static Fault between(Identified one, Identified other, Cut cut) {
        Given.value("one", one);
        Given.value("other", other);
        return between(List.of(one), List.of(other), cut);
    }

    /** Two groups of nodes that cannot talk to each other. */
    public static Fault between(
            Collection<? extends Identified> some, Collection<? extends Identified> others, Cut cut) {
        Given.value("cut", cut);
        Given.each("some", some);
        Given.each("others", others);
        if (some.isEmpty() || others.isEmpty()) {
            throw SpecException.of(
                    "between(%s, %s)".formatted(some, others), "there is no node on one side", "Name a node there");
        }
        for (NodeRef node : refs(some)) {
            if (refs(others).contains(node)) {
                throw SpecException.of(
                        "between(%s, %s)".formatted(refs(some), refs(others)),
                        node + " is on both sides",
                        "Name it on one of them");
            }
        }
        Partition partition = Partition.between("between", refs(some), refs(others));
        var named = new ArrayList<Identified>(some);
        named.addAll(others);
        return partition(cut, "between", partition.describe(), named, topology -> partition);
    }

    /** What one node sends does not arrive at another one; the way back is open. */
    public static Fault oneWay(Identified from, Identified to) {
        return oneWay(from, to, Cut.FREEZE);
    }

    /**
     * What one node sends does not arrive at another one; the way back is open.
     *
     * @param cut {@link Cut#FREEZE} or {@link Cut#LOSE}: a refused or reset connection has no direction
     */
    public static Fault oneWay(Identified from, Identified to, Cut cut) {
        Given.value("cut", cut);
        Given.value("from", from);
        Given.value("to", to);
        if (cut == Cut.REFUSE || cut == Cut.RESET) {
            throw SpecException.of("oneWay(…, " + cut + ")", "such a cut has no direction", "Use FREEZE or LOSE");
        }
        Partition partition = oneWayPartition(from, to);
        return new LinkFault(
                FaultKind.ONE_WAY,
                "one way, " + cut.word(),
                partition.describe(),
                List.of(from, to),
                topology -> partition.streams(),
                flow -> cut.impairment(flow));
    }

    /** The first half of the cluster's nodes against the rest. */
    public static Fault halves(Cut cut) {
        Given.value("cut", cut);
        return partition(
                cut, "halves", "the first half ⇹ the rest", List.of(), topology -> Partition.halves(topology.nodes()));
    }

    /** Each node can talk only to the one before it and the one after it. */
    public static Fault ring(Cut cut) {
        Given.value("cut", cut);
        return partition(
                cut, "ring", "each ⇹ all but its neighbours", List.of(), topology -> Partition.ring(topology.nodes()));
    }

    /** Two halves that only one node can talk to both of. */
    public static Fault bridge(Identified bridge, Cut cut) {
        Given.value("bridge", bridge);
        Given.value("cut", cut);
        requireNode("bridge", bridge);
        return partition(
                cut,
                "bridge",
                "two halves, joined by " + bridge.ref(),
                List.of(bridge),
                topology -> Partition.bridge(bridge.ref(), topology.nodes()));
    }

    /** The test's clients cannot reach a node; the other nodes can. */
    public static Fault clientsCut(Identified node, Cut cut) {
        Given.value("node", node);
        Given.value("cut", cut);
        requireNode("clientsCut", node);
        return streams(
                FaultKind.CLIENTS_CUT,
                "clients " + cut.word(),
                "clients ⇹ " + node.ref(),
                List.of(node),
                List.of(new Stream(Route.ofClients(node.ref()), Flow.BOTH)),
                flow -> cut.impairment(flow));
    }

    // ---- slow and narrow

    /** What one node sends arrives at another one later by this much; one side may be {@link #CLIENTS}. */
    public static Fault latency(Identified from, Identified to, Duration latency) {
        return latency(from, to, latency, Duration.ZERO);
    }

    /** What one node sends arrives at another one later by this much, give or take the jitter. */
    public static Fault latency(Identified from, Identified to, Duration latency, Duration jitter) {
        Given.value("from", from);
        Given.value("to", to);
        Given.notEndless("latency", latency);
        Given.notEndless("jitter", jitter);
        Bounds.positive("latency", latency);
        Bounds.aMillisecond("latency", latency);
        Bounds.notNegative("jitter", jitter);
        return sent(
                FaultKind.LATENCY,
                "%s → %s later by %s ± %s ms".formatted(from.ref(), to.ref(), latency.toMillis(), jitter.toMillis()),
                from,
                to,
                flow -> new Impairment.Latency(flow, latency, jitter));
    }

    /** Of what one node sends, no more than so many kilobytes (of 1000 bytes) arrive per second and connection. */
    public static Fault bandwidth(Identified from, Identified to, long kilobytesPerSecond) {
        Given.value("from", from);
        Given.value("to", to);
        Bounds.positive("kilobytesPerSecond", kilobytesPerSecond);
        return sent(
                FaultKind.BANDWIDTH,
                "%s → %s no more than %s kB/s".formatted(from.ref(), to.ref(), kilobytesPerSecond),
                from,
                to,
                flow -> new Impairment.Bandwidth(flow, kilobytesPerSecond));
    }

    /** What one node sends arrives at another one in pieces of about this size, with a pause after each. */
    public static Fault sliced(Identified from, Identified to, long averageBytes, Duration pause) {
        Given.value("from", from);
        Given.value("to", to);
        Given.notEndless("pause", pause);
        Bounds.positive("averageBytes", averageBytes);
        Bounds.notNegative("pause", pause);
        return sent(
                FaultKind.SLICED,
                "%s → %s in pieces of about %s bytes".formatted(from.ref(), to.ref(), averageBytes),
                from,
                to,
                flow -> new Impairment.Slice(flow, averageBytes, averageBytes / 2, pause));
    }

    /** Each connection on which one node sends to another one dies after so many bytes of it. */
    public static Fault limitedTo(Identified from, Identified to, long bytes) {
        Given.value("from", from);
        Given.value("to", to);
        Bounds.positive("bytes", bytes);
        return sent(
                FaultKind.LIMITED,
                "%s → %s: each connection dies after %s bytes".formatted(from.ref(), to.ref(), bytes),
                from,
                to,
                flow -> new Impairment.LimitData(flow, bytes));
    }

    /** Another fault that comes and goes. It begins with it on. */
    public static Fault flapping(Fault fault, Duration on, Duration off) {
        Given.value("fault", fault);
        Given.notEndless("on", on);
        Given.notEndless("off", off);
        Bounds.positive("on", on);
        Bounds.positive("off", off);
        return new Flapping(fault, on, off);
    }

    // ---- how they are made

    private static Fault partition(
            Cut cut,
            String name,
            String description,
            List<? extends Identified> targets,
            Function<Topology, Partition> who) {
        return new LinkFault(
                FaultKind.PARTITION,
                name + ", " + cut.word(),
                description,
                targets,
                topology -> who.apply(topology).streams(),
                flow -> cut.impairment(flow));
    }

    private static Fault sent(
            FaultKind kind, String description, Identified from, Identified to, Function<Flow, Impairment> impairment) {
        List<Stream> streams = oneWayPartition(from, to).streams();
        return streams(kind, nameOf(kind), description, List.of(from, to), streams, impairment);
    }

    private static Partition oneWayPartition(Identified from, Identified to) {
        if (from.ref().equals(to.ref())) {
            throw SpecException.of(
                    "from %s to %s".formatted(from.ref(), to.ref()),
                    "no link leads from a node to itself",
                    "Name two nodes, or CLIENTS and a node");
        }
        return Partition.oneWay(from.ref(), to.ref());
    }

    private static void requireNode(String fault, Identified node) {
        if (node.ref().equals(NodeRef.CLIENTS)) {
            throw SpecException.of(
                    "%s(CLIENTS, …)".formatted(fault),
                    "it is about a node",
                    "Name a node; between, oneWay, latency, bandwidth, sliced and limitedTo take clients");
        }
    }

    private static String nameOf(FaultKind kind) {
        return kind == FaultKind.LIMITED ? "limit data" : kind.name().toLowerCase(Locale.ROOT);
    }

    private static Fault streams(
            FaultKind kind,
            String name,
            String description,
            List<? extends Identified> targets,
            List<Stream> streams,
            Function<Flow, Impairment> impairment) {
        Function<Topology, List<Stream>> same = topology -> streams;
        return new LinkFault(kind, name, description, targets, same, impairment);
    }

    private static List<NodeRef> refs(Collection<? extends Identified> nodes) {
        return nodes.stream().map(Identified::ref).toList();
    }
}
