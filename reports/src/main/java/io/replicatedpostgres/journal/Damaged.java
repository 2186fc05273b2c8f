package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;

/**
 * Something was broken that does not heal by itself.
 *
 * @param id from {@link Journal#nextId()}; the same in {@link Repaired}
 * @param node whom it was done to
 * @param name what was broken, such as {@code slot air dropped}
 * @param repair what mends it: restart, rewind, rebuild, re-create the slot
 */
public record Damaged(long id, NodeRef node, String name, String repair) implements Event {}
