package io.replicatedpostgres.junit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lets samples go on once all of them have come, which shows that they run at the same time. How long a sample needs to come is not
 * what is tested: only a hang ends the wait, and the failure says what all threads of this JVM did then.
 */
final class Meeting {

    private static final Duration HANG = Duration.ofMinutes(10);

    private final CyclicBarrier all;
    private final Duration hang;

    Meeting(int samples) {
        this(samples, HANG);
    }

    Meeting(int samples, Duration hang) {
        this.all = new CyclicBarrier(samples);
        this.hang = hang;
    }

    void await() throws InterruptedException, BrokenBarrierException {
        try {
            all.await(hang.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "not all of %s samples came within %s ms. What the threads do:\n%s"
                            .formatted(all.getParties(), hang.toMillis(), threads()),
                    e);
        }
    }

    private static String threads() {
        return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(true, true))
                .flatMap(Meeting::lines)
                .collect(Collectors.joining("\n"));
    }

    /** With what it waits for, and the whole stack: its own text ends after eight frames. */
    private static Stream<String> lines(ThreadInfo thread) {
        Stream<String> head = thread.toString().lines().limit(1);
        return Stream.concat(head, Arrays.stream(thread.getStackTrace()).map(frame -> "    at " + frame));
    }
}
