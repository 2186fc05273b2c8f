package io.replicatedpostgres.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

/** Measures a wait: never shorter than asked for, and not absurdly longer even on a busy machine. */
final class Stopwatch {
    private static final long GENEROUS_MILLIS = 4_000;

    private final long start = System.nanoTime();

    static Stopwatch start() {
        return new Stopwatch();
    }

    double millis() {
        return (System.nanoTime() - start) / 1e6;
    }

    void assertAtLeast(double millis) {
        assertThat(millis()).isBetween(millis, millis + GENEROUS_MILLIS);
    }

    void assertPrompt() {
        assertAtLeast(0);
    }
}
