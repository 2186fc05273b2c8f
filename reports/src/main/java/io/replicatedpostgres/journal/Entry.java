package io.replicatedpostgres.journal;

import java.time.Instant;

/**
 * An event and when it happened.
 *
 * @param atNanos nanoseconds since the journal began, by the monotonic clock: what order and durations are taken from
 * @param wall the time of day, which may jump
 * @param event what happened
 */
public record Entry(long atNanos, Instant wall, Event event) {}
