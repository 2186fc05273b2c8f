package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Host;
import io.replicatedpostgres.topology.Topology;
import java.util.List;
import java.util.function.Supplier;

/** Something wrong with members of a failover manager's store, with all of them or with none. */
final class StoreFault implements Fault {

    /** Strikes a member of the store. */
    @FunctionalInterface
    interface Treatment {

        /** Does it, or throws. */
        Healing apply(Host member, Scene scene);
    }

    private final FaultKind kind;
    private final List<Identified> members;
    private final Treatment treatment;

    StoreFault(FaultKind kind, List<? extends Identified> members, Treatment treatment) {
        this.kind = kind;
        this.members = List.copyOf(members);
        this.treatment = treatment;
    }

    @Override
    public FaultKind kind() {
        return kind;
    }

    @Override
    public String name() {
        return kind.title();
    }

    @Override
    public List<NodeRef> targets() {
        return members.stream().map(Identified::ref).toList();
    }

    @Override
    public List<? extends Identified> aimedAt() {
        return members;
    }

    @Override
    public String description() {
        return members.isEmpty() ? "all members of the store" : targets() + " of the store";
    }

    @Override
    public Healing begin(Scene scene) {
        Topology topology = scene.topology();
        List<NodeRef> all = topology.supporting();
        if (all.isEmpty()) {
            throw new ReplicatedPostgresException(
                    "%s cannot strike: this cluster has no distributed configuration store. Ask for one with manager = PATRONI."
                            .formatted(kind));
        }
        for (NodeRef member : targets()) {
            if (!all.contains(member)) {
                throw new ReplicatedPostgresException(
                        "%s cannot strike %s: the members of the store are %s.".formatted(kind, member, all));
            }
        }
        return Healing.ofAll((members.isEmpty() ? all : targets())
                .stream()
                        .<Supplier<Healing>>map(member -> () -> treatment.apply(topology.host(member), scene))
                        .toList());
    }

    @Override
    public String toString() {
        return name() + ": " + description();
    }
}
