package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.topology.Healing;
import java.util.List;

/**
 * Something that goes wrong and can be healed: a value that says what it would do. {@code cluster.inject(fault)} does it,
 * {@code cluster.during(fault, …)} does it for as long as something else takes.
 */
public interface Fault {

    /** Its place in the catalogue. */
    FaultKind kind();

    /** What it is called. */
    String name();

    /** The nodes it strikes. */
    List<NodeRef> targets();

    /**
     * The nodes that the test named, or their names alone. A fault refuses a node of another cluster.
     */
    default List<? extends Identified> aimedAt() {
        return targets();
    }

    /** What it does to what. */
    String description();

    /**
     * Does it. The whole of it is done when this returns, or nothing when it throws.
     *
     * @return heals it
     */
    Healing begin(Scene scene);
}
