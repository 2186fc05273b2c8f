package io.replicatedpostgres.await;

import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A bounded wait. It looks at once and then every millisecond or two, and its failure names what was wanted, what was
 * last seen, for how long, and where to look.
 *
 * <p>The deadline does not end a look that blocks: a look through a connection needs a timeout of that connection. An interrupt of the
 * waiting thread ends the wait at once with a {@link ReplicatedPostgresException}, and the thread stays interrupted; within {@link
 * Undisturbed} there is no such interrupt.
 */
public final class Await {

    private static final Logger LOG = Loggers.named("io.replicatedpostgres");
    private static final Duration INTERVAL = Duration.ofMillis(1);
    private static final long LONG_NANOS = 1_000_000_000;

    private final String what;
    private final Duration deadline;
    private Supplier<String> whereToLook = () -> "";

    private Await(String what, Duration deadline) {
        this.what = what;
        this.deadline = deadline;
    }

    /**
     * A wait for something, worded so that it can follow "did not": {@code "node-2 did not" + " catch up"}.
     *
     * @param what who was waited for and what they did not do, for example {@code node-2 did not catch up}
     * @param deadline how long at most
     */
    public static Await orFail(String what, Duration deadline) {
        return new Await(what, deadline);
    }

    /** Adds to a failure where to look, asked for only when the wait has failed. */
    public Await lookAt(Supplier<String> where) {
        this.whereToLook = where;
        return this;
    }

    /**
     * Looks until what is seen is what is wanted, and returns it.
     *
     * @param wanted how the wanted thing reads in a failure
     * @param look takes one look; must be bounded itself
     * @param good whether that is it
     * @throws DeadlineException if the deadline passes first
     */
    @SuppressWarnings("NullAway") // what was good is what was seen, null only where T may be
    public <T extends @Nullable Object> T until(String wanted, Supplier<T> look, Predicate<T> good) {
        var last = new AtomicReference<@Nullable T>();
        var patience = new Patience(wanted);
        return interruptible(() -> looked(wanted, look, good, last, patience), wanted, last::get, patience);
    }

    @SuppressWarnings("NullAway") // as above
    private <T extends @Nullable Object> T looked(
            String wanted, Supplier<T> look, Predicate<T> good, AtomicReference<@Nullable T> last, Patience patience) {
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(INTERVAL)
                    .timeout(deadline)
                    .until(() -> {
                        T seen = look.get();
                        last.set(seen);
                        return good.test(seen) || patience.goesOn();
                    });
        } catch (ConditionTimeoutException e) {
            throw failure(wanted, last.get(), patience.nanos());
        }
        return last.get();
    }

    /** Looks until something holds. {@code seen} says what is seen instead, asked for only when the wait has failed. */
    public void until(String wanted, Supplier<Boolean> holds, Supplier<String> seen) {
        var patience = new Patience(wanted);
        interruptible(() -> looked(wanted, holds, seen, patience), wanted, () -> "that it did not hold", patience);
    }

    private boolean looked(String wanted, Supplier<Boolean> holds, Supplier<String> seen, Patience patience) {
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(INTERVAL)
                    .timeout(deadline)
                    .until(() -> holds.get() || patience.goesOn());
        } catch (ConditionTimeoutException e) {
            throw failure(wanted, seen.get(), patience.nanos());
        }
        return true;
    }

    /** A look may be in the middle of something that knows no interrupts. */
    private <T extends @Nullable Object> T interruptible(
            Supplier<T> wait, String wanted, Supplier<@Nullable Object> last, Patience patience) {
        return Interruptible.get(
                wait,
                e -> new ReplicatedPostgresException(
                        "interrupted: %s before the thread was interrupted: wanted %s, last saw %s after %s"
                                .formatted(what, wanted, shown(last.get()), seconds(patience.nanos())),
                        e));
    }

    /** Tells once, after a second, what is waited for. */
    private final class Patience {

        private final String wanted;
        private final long began = System.nanoTime();
        private boolean told;

        Patience(String wanted) {
            this.wanted = wanted;
        }

        long nanos() {
            return System.nanoTime() - began;
        }

        /** Always false, so that it can stand behind an or. */
        boolean goesOn() {
            if (!told && nanos() > LONG_NANOS) {
                told = true;
                LOG.info("waiting for more than a second: wanted {} ({} so far)", wanted, what);
            }
            return false;
        }
    }

    private DeadlineException failure(String wanted, @Nullable Object last, long nanos) {
        String where = whereToLook.get();
        return new DeadlineException("%s within %s: wanted %s, last saw %s after %s%s"
                .formatted(
                        what,
                        readable(deadline),
                        wanted,
                        shown(last),
                        seconds(nanos),
                        where.isEmpty() ? "" : ". " + where));
    }

    private static @Nullable Object shown(@Nullable Object last) {
        return last instanceof Optional<?> found ? found.isPresent() ? found.get() : "nothing" : last;
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    private static String readable(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
