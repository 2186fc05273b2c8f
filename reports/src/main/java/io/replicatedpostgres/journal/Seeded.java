package io.replicatedpostgres.journal;

/**
 * A random generator got its seed. The same seed gives the same choices, not the same outcome. Since version 3 of the format.
 *
 * @param what draws from it, such as {@code chaos}
 * @param seed the seed
 */
public record Seeded(String what, long seed) implements Event {}
