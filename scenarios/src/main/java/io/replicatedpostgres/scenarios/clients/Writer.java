package io.replicatedpostgres.scenarios.clients;

import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.scenarios.Story;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that writes one row after the other, over and over until it is stopped, and counts what it is told. What a
 * write is, is up to it.
 */
final class Writer implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(5);

    /** Writes a row, or fails as the client library does. */
    @FunctionalInterface
    interface Write {
        void row(long number) throws Exception;
    }

    private final Write write;
    private final Thread thread = new Thread(this::work, "writer");
    private final Map<String, Integer> refusals = new TreeMap<>();
    private long acknowledged;
    private long lastAt = System.nanoTime();
    private long longestNanos;
    private volatile boolean stopped;

    private Writer(Write write) {
        this.write = write;
        thread.setDaemon(true);
    }

    static Writer begin(Write write) {
        var writer = new Writer(write);
        writer.thread.start();
        writer.awaitAcknowledged(20);
        return writer;
    }

    private void work() {
        for (long number = 1; !stopped; number++) {
            try {
                write.row(number);
                succeeded();
            } catch (Exception e) {
                refused(e);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private synchronized void succeeded() {
        acknowledged++;
        longestNanos = Math.max(longestNanos, System.nanoTime() - lastAt);
        lastAt = System.nanoTime();
    }

    private synchronized void refused(Exception e) {
        refusals.merge(stateOf(e), 1, Integer::sum);
    }

    /** The SQLSTATE that the driver gave, however deep the libraries above it have wrapped it. */
    private static String stateOf(Throwable e) {
        String found = "none";
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql && sql.getSQLState() != null) {
                found = sql.getSQLState();
            }
        }
        return found;
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    /** How often each SQLSTATE was told. */
    synchronized Map<String, Integer> refusals() {
        return new TreeMap<>(refusals);
    }

    /** Until as many more rows were acknowledged. */
    void awaitAcknowledged(long more) {
        long before = acknowledged();
        await().atMost(Duration.ofSeconds(20)).until(() -> acknowledged() >= before + more);
    }

    /** Tells how long nothing was acknowledged, and what was told instead; it is measured, not judged. */
    void tell(String who) {
        Story.shown(String.format(
                Locale.ROOT,
                "%s: %.1f s between two successful writes; told meanwhile: %s",
                who,
                longestNanos / 1e9,
                refusals()));
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
