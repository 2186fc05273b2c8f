package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;
import org.jspecify.annotations.Nullable;

/**
 * The test, or the harness for it, began to do something. {@link Journal#act} appends this and its end.
 *
 * @param id from {@link Journal#nextId()}; the same in {@link ActEnded}
 * @param verb PostgreSQL's own word for it, such as {@code promote} or {@code base backup}
 * @param node whom it is done to; null if it concerns the cluster
 * @param detail what else there is to say, such as the command; may be empty
 */
public record ActBegan(long id, String verb, @Nullable NodeRef node, String detail) implements Event {}
