package io.replicatedpostgres.journal;

import org.jspecify.annotations.Nullable;

/**
 * A test came to its end. A journal without this one belongs to a process that was killed, or is still running.
 *
 * @param result what became of it
 * @param message why it failed, was aborted or skipped; null if it passed
 * @param keptAt the directory where data and logs were kept; null if nothing was
 */
public record ScenarioEnded(
        ScenarioResult result,
        @Nullable String message,
        @Nullable String keptAt) implements Event {}
