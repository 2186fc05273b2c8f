package io.replicatedpostgres.report;

/**
 * A stretch of time.
 *
 * @param fromNanos from when
 * @param toNanos until when
 */
record Stretch(long fromNanos, long toNanos) {}
