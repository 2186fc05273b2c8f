package io.replicatedpostgres.toxiproxy;

import java.util.concurrent.TimeUnit;

/** Nanoseconds of a monotonic clock that starts near zero, so that {@link #NEVER} is later than every moment. */
final class Ticks {
    static final long NEVER = Long.MAX_VALUE;

    private static final long ORIGIN = System.nanoTime();

    private Ticks() {}

    static long now() {
        return System.nanoTime() - ORIGIN;
    }

    /** The moment an amount of time after another; negative amounts count as none, enormous ones as never. */
    static long after(long moment, long amount, TimeUnit unit) {
        long nanos = unit.toNanos(Math.max(0, amount));
        return moment > NEVER - nanos ? NEVER : moment + nanos;
    }
}
