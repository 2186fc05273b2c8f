package io.replicatedpostgres.journal;

/**
 * How this one test is run again, as it was run here. Since version 3 of the format.
 *
 * @param command for a shell in the topmost directory of the project; it has the runtime and the version
 */
public record Reproduction(String command) implements Event {}
