package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;

/**
 * Something looks healthy and is not, or looks broken and is not.
 *
 * @param detector what found it, such as {@code twin timelines}
 * @param node whom it concerns
 * @param text what the views say, and what is the case
 */
public record FalseHealth(String detector, NodeRef node, String text) implements Event {}
