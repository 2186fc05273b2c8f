package io.replicatedpostgres.journal;

import org.jspecify.annotations.Nullable;

/**
 * A fault was healed, or could not be.
 *
 * @param id that of its {@link FaultBegan}
 * @param outcome whether it is healed
 * @param message what went wrong; null if there is nothing to say
 */
public record FaultEnded(long id, Outcome outcome, @Nullable String message) implements Event {}
