package io.replicatedpostgres.provision;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs work beside the thread of a test, each piece in a thread of its own that keeps no JVM alive. From JDK 25 on a future without an
 * executor takes the common pool even where that has one thread, as on two processors: there what waits holds up all others.
 */
public final class Background {

    private Background() {}

    /** Begins at once. */
    public static <T> CompletableFuture<T> run(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, Background::start);
    }

    /** Begins at once what has no result. */
    public static CompletableFuture<Void> begin(Runnable work) {
        return CompletableFuture.runAsync(work, Background::start);
    }

    /** An executor: begins at once. */
    public static void start(Runnable work) {
        var thread = new Thread(work, "replicated-postgres-background");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for it, and fails as it failed. */
    public static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException unchecked ? unchecked : e;
        }
    }
}
