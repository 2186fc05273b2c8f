package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.topology.Healing;
import java.util.List;

/** Something wrong with one server, until it is healed. */
final class NodeFault implements Fault {

    /** Strikes a server. */
    @FunctionalInterface
    interface Treatment {

        /** Does the whole of it, or nothing. */
        Healing apply(Patient patient, Scene scene);
    }

    private final FaultKind kind;
    private final Identified node;
    private final String description;
    private final Treatment treatment;

    NodeFault(FaultKind kind, Identified node, String description, Treatment treatment) {
        this.kind = kind;
        this.node = node;
        this.description = description;
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
        return List.of(node.ref());
    }

    @Override
    public List<? extends Identified> aimedAt() {
        return List.of(node);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Healing begin(Scene scene) {
        Patient patient = scene.patient(node.ref());
        Fitness.requireCapability(kind, patient);
        return treatment.apply(patient, scene);
    }

    @Override
    public String toString() {
        return name() + ": " + description();
    }
}
