package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;

/**
 * The finding of a detector.
 *
 * @param seen what is told
 * @param subject what of the node it concerns, such as a slot; it is told once for each. Empty for the node as a whole
 */
record Finding(FalseHealth seen, String subject) {

    static Finding of(Illusion illusion, NodeRef node, String text) {
        return new Finding(new FalseHealth(illusion, node, text), "");
    }

    static Finding of(Illusion illusion, NodeRef node, String subject, String text) {
        return new Finding(new FalseHealth(illusion, node, text), subject);
    }

    String key() {
        return "%s %s %s".formatted(seen.illusion(), seen.node(), subject);
    }
}
