package io.replicatedpostgres.journal;

import org.jspecify.annotations.Nullable;

/**
 * An act came to its end.
 *
 * @param id that of its {@link ActBegan}
 * @param outcome how it ended
 * @param message what went wrong, or what came of it; null if there is nothing to say
 */
public record ActEnded(long id, Outcome outcome, @Nullable String message) implements Event {}
