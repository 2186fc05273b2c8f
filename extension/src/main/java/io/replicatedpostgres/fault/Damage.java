package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Identified;

/**
 * Something that is broken and does not heal: a value that says what it would do, and what mends it. {@code
 * cluster.inflict(damage)} does it.
 */
public interface Damage {

    /** Its place in the catalogue. */
    FaultKind kind();

    /** The node it strikes. */
    Identified target();

    /** What it does to what. */
    String description();

    /**
     * The repair of this damage.
     *
     * @throws IllegalStateException if its kind heals: it is no damage then
     */
    default Repair repair() {
        return kind().repair().orElseThrow(() -> new IllegalStateException(kind() + " heals"));
    }

    /** Does it, once. */
    void strike(Scene scene);
}
