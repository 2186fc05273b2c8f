package io.replicatedpostgres.chaos;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Time that a schedule lets pass. */
final class Pause {

    private final Duration length;
    private final CountDownLatch never = new CountDownLatch(1);

    Pause(Duration length) {
        this.length = length;
    }

    /**
     * Lets it pass.
     *
     * @throws ReplicatedPostgresException if the thread is interrupted; it still is then
     */
    void now() {
        try {
            // time itself is what is waited for: the workload has to go on for so long
            if (never.await(length.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("this latch is never counted down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplicatedPostgresException("the schedule was interrupted, as a @Timeout of its test does", e);
        }
    }
}
