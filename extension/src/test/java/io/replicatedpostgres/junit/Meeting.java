package io.replicatedpostgres.junit;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Lets samples go on once all of them have come, which shows that they run at the same time. How long a sample needs to come is not
 * what is tested: only a hang ends the wait, and the failure says what all threads of this JVM did then.
 */
final class Meeting {

    private static final int HANG_MINUTES = 10;

    private final CyclicBarrier all;

    Meeting(int samples) {
        this.all = new CyclicBarrier(samples);
    }

    void await() throws InterruptedException, BrokenBarrierException {
        try {
            all.await(HANG_MINUTES, TimeUnit.MINUTES);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "not all of %s samples came in %s minutes. What the threads do:\n%s"
                            .formatted(all.getParties(), HANG_MINUTES, threads()),
                    e);
        }
    }

    private static String threads() {
        return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true))
                .map(thread -> thread
                        + Arrays.stream(thread.getStackTrace())
                                .map(frame -> "    at " + frame + "\n")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
    }
}
