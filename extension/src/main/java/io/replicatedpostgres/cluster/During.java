package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Undisturbed;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.journal.AssertionFailed;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A condition that must hold as long as a fault does, checked again and again; the first breach fails. */
public final class During {

    private static final long INTERVAL_MILLIS = 20;

    private final Cluster cluster;
    private final Fault fault;
    private final Map<String, BooleanSupplier> conditions = new LinkedHashMap<>();
    private final CountDownLatch broken = new CountDownLatch(1);
    private final AtomicReference<@Nullable String> breach = new AtomicReference<>();

    /** Something that is done while a fault holds. */
    @FunctionalInterface
    public interface Act {
        /**
         * Does it.
         *
         * @throws Exception what comes out of the call as it is
         */
        void run() throws Exception;
    }

    /**
     * Something that is done while a fault holds, and has a result.
     *
     * @param <T> the result
     */
    @FunctionalInterface
    public interface Question<T extends @Nullable Object> {
        /**
         * Does it.
         *
         * @throws Exception what comes out of the call as it is
         */
        T get() throws Exception;
    }

    /** A checked exception comes out as it is, though no signature says so: a test lets it pass anyway. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the cast is erased
    static <T extends @Nullable Object, E extends Exception> T asItIs(Question<T> question) throws E {
        try {
            return question.get();
        } catch (Exception e) {
            throw (E) e;
        }
    }

    /** An act as a question with nothing to answer. */
    private static Question<Boolean> asked(Act act) {
        return () -> {
            act.run();
            return true;
        };
    }

    static void run(Cluster cluster, Fault fault, Act act) {
        get(cluster, fault, asked(act));
    }

    static <T extends @Nullable Object> T get(Cluster cluster, Fault fault, Question<T> question) {
        try (Injected injected = cluster.inject(fault)) {
            return During.<T, RuntimeException>asItIs(question);
        }
    }

    During(Cluster cluster, Fault fault) {
        this.cluster = cluster;
        this.fault = fault;
    }

    /**
     * A condition that must hold whenever it is looked at, about fifty times a second.
     *
     * @param what how it reads in a failure, such as {@code node-2 is a standby}
     * @param condition bounded by itself; one that throws does not hold
     */
    public During stays(String what, BooleanSupplier condition) {
        Given.value("what", what);
        Given.value("condition", condition);
        conditions.put(what, condition);
        return this;
    }

    /**
     * Injects the fault, holds it for so long, and heals it.
     *
     * @throws AssertionError at the first breach, naming it
     */
    public void lasting(Duration duration) {
        Given.time("duration", duration);
        run(() -> {
            try {
                // not a sleep: it ends with the first breach
                broken.await(duration.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ReplicatedPostgresException(
                        "interrupted while %s (%s) was to hold for %s"
                                .formatted(fault.name(), fault.description(), duration),
                        e);
            }
        });
    }

    /**
     * Injects the fault, does something while it holds, and heals it. What that throws comes out as it is.
     *
     * @throws AssertionError when that is done, if a condition did not hold meanwhile; with the first breach
     */
    public void run(Act act) {
        Given.value("act", act);
        ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(During::thread);
        try (Injected injected = cluster.inject(fault)) {
            long began = System.nanoTime();
            var looks = looking.scheduleWithFixedDelay(() -> look(began), 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
            During.<Boolean, RuntimeException>asItIs(asked(act));
            looks.cancel(false);
            // once more: what was done last counts too; and after whatever look is under way, while the fault still
            // holds
            Undisturbed.run(() -> await(looking.submit(() -> look(began))));
        } finally {
            looking.shutdownNow();
        }
        String seen = breach.get();
        if (seen != null) {
            cluster.journal().append(new AssertionFailed(seen));
            throw new AssertionError(seen);
        }
    }

    private static void await(Future<?> look) {
        try {
            look.get();
        } catch (InterruptedException e) {
            throw new IllegalStateException("no other code has a reference to this thread", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a look itself failed", e);
        }
    }

    private void look(long began) {
        conditions.forEach((what, condition) -> {
            String why = why(condition);
            if (why != null) {
                String text = String.format(
                        Locale.ROOT,
                        "expected, while %s (%s) holds, that %s; but %s %.3f s after it began",
                        fault.name(),
                        fault.description(),
                        what,
                        why,
                        (System.nanoTime() - began) / 1e9);
                if (breach.compareAndSet(null, text)) {
                    broken.countDown();
                }
            }
        });
    }

    private static @Nullable String why(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean() ? null : "it did not hold";
        } catch (RuntimeException | AssertionError e) {
            return "it could not be told (" + e.getMessage() + ")";
        }
    }

    private static Thread thread(Runnable looks) {
        var thread = new Thread(looks, "replicated-postgres-during");
        thread.setDaemon(true);
        return thread;
    }
}
