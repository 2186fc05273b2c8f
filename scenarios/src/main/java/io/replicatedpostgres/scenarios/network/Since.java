package io.replicatedpostgres.scenarios.network;

import java.time.Duration;

/** How long ago something was. */
final class Since {

    private final long began = System.nanoTime();

    private Since() {}

    static Since now() {
        return new Since();
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1e3);
    }
}
