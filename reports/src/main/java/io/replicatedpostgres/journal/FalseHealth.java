package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;

/**
 * Something looks healthy and is not, or looks broken and is not.
 *
 * @param illusion what kind it is
 * @param node whom it concerns
 * @param text what the views say, and what is the case
 */
public record FalseHealth(Illusion illusion, NodeRef node, String text) implements Event {}
