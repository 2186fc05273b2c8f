package io.replicatedpostgres.journal;

/**
 * An assertion about the cluster did not hold.
 *
 * @param message what it says, over several lines
 */
public record AssertionFailed(String message) implements Event {}
