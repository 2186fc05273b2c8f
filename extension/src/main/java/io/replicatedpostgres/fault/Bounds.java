package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;

/** Checks the values that a fault is given. */
final class Bounds {

    private Bounds() {}

    static void positive(String name, Duration value) {
        Given.notEndless(name, value);
        if (value.isZero() || value.isNegative()) {
            throw SpecException.of(
                    name + " = " + value, "it must be longer than 0", "Write for example Duration.ofMillis(50)");
        }
    }

    static void aMillisecond(String name, Duration value) {
        Given.notEndless(name, value);
        if (value.toMillis() < 1) {
            throw SpecException.of(
                    name + " = " + value, "it has to be at least 1 ms", "Write for example Duration.ofMillis(50)");
        }
    }

    static void notNegative(String name, Duration value) {
        Given.notEndless(name, value);
        if (value.isNegative()) {
            throw SpecException.of(name + " = " + value, "it cannot be negative", "Leave it out, or ask for some");
        }
    }

    static void positive(String name, long value) {
        if (value < 1) {
            throw SpecException.of(name + " = " + value, "it must be at least 1", "Write for example 100");
        }
    }
}
