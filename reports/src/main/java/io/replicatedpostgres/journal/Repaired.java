package io.replicatedpostgres.journal;

/**
 * A damage was mended.
 *
 * @param id that of its {@link Damaged}
 * @param how by what: restart, rewind, rebuild, re-create the slot
 */
public record Repaired(long id, String how) implements Event {}
