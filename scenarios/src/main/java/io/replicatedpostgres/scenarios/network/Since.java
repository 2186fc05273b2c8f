package io.replicatedpostgres.scenarios.network;

import java.time.Duration;
import java.util.Locale;

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
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
    }
}
