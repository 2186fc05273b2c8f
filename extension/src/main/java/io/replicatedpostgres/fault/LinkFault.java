package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Flow;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Impairment;
import io.replicatedpostgres.topology.Topology;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Something wrong with some streams between nodes; applied to all of them or to none. */
final class LinkFault implements Fault {

    private final FaultKind kind;
    private final String name;
    private final String description;
    private final List<Identified> aimedAt;
    private final Function<Topology, List<Stream>> streams;
    private final Function<Flow, Impairment> impairment;

    LinkFault(
            FaultKind kind,
            String name,
            String description,
            List<? extends Identified> aimedAt,
            Function<Topology, List<Stream>> streams,
            Function<Flow, Impairment> impairment) {
        this.kind = kind;
        this.name = name;
        this.description = description;
        this.aimedAt = List.copyOf(aimedAt);
        this.streams = streams;
        this.impairment = impairment;
    }

    @Override
    public FaultKind kind() {
        return kind;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<NodeRef> targets() {
        return aimedAt.stream()
                .map(Identified::ref)
                .filter(node -> !node.equals(NodeRef.CLIENTS))
                .toList();
    }

    @Override
    public List<? extends Identified> aimedAt() {
        return aimedAt;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Healing begin(Scene scene) {
        Topology topology = scene.topology();
        for (NodeRef target : targets()) {
            if (!topology.everyone().contains(target)) {
                throw new ReplicatedPostgresException("%s cannot strike %s: the nodes of this cluster are %s."
                        .formatted(name, target, topology.everyone()));
            }
        }
        List<NodeRef> supporting = topology.supporting();
        // what supports the nodes connects to none of them
        List<Stream> struck = streams.apply(topology).stream()
                .filter(stream -> topology.hasLink(stream.route())
                        || stream.route().from().filter(supporting::contains).isEmpty())
                .toList();
        if (struck.isEmpty()) {
            throw new ReplicatedPostgresException("%s (%s) would strike nothing: the nodes of this cluster are %s."
                    .formatted(name, description, topology.nodes()));
        }
        return Healing.ofAll(struck.stream()
                .<Supplier<Healing>>map(
                        stream -> () -> topology.link(stream.route()).impair(impairment.apply(stream.flow())))
                .toList());
    }

    @Override
    public String toString() {
        return name + ": " + description;
    }
}
