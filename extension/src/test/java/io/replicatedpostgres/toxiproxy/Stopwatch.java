package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures a wait: never shorter than asked for. What is broken waits for a minute or for ever, so half a minute tells it, and a machine
 * that is ten times slower does not.
 */
final class Stopwatch {
    private static final long HANGS_MILLIS = 30_000;

    private final long start = System.nanoTime();

    static Stopwatch start() {
        return new Stopwatch();
    }

    double millis() {
        return (System.nanoTime() - start) / 1e6;
    }

    void assertAtLeast(double millis) {
        assertThat(millis()).isBetween(millis, millis + HANGS_MILLIS);
    }

    void assertPrompt() {
        assertAtLeast(0);
    }
}
