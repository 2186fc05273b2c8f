package io.replicatedpostgres.await;

import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.model.DeadlineException;
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
 * <p>A look that blocks is not interrupted: whoever looks through a connection gives that connection a timeout of its
 * own.
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
        Object seen = last instanceof Optional<?> found ? found.isPresent() ? found.get() : "nothing" : last;
        return new DeadlineException(String.format(
                Locale.ROOT,
                "%s within %s: wanted %s, last saw %s after %.1f s%s",
                what,
                readable(deadline),
                wanted,
                seen,
                nanos / 1e9,
                where.isEmpty() ? "" : ". " + where));
    }

    private static String readable(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
