package io.replicatedpostgres.chaos;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time that a schedule lets pass. It ends early when the thread is interrupted. */
final class Pause {

    private final Duration length;
    private final CountDownLatch never = new CountDownLatch(1);

    Pause(Duration length) {
        this.length = length;
    }

    void now() {
        try {
            // time itself is what is waited for: the workload has to go on for so long
            if (never.await(length.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("nobody counts it down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
