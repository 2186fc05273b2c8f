package io.replicatedpostgres.provision;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** What goes on beside the thread of a test, in threads that keep no JVM alive. */
public final class Background {

    private Background() {}

    /** Begins at once. */
    public static <T> CompletableFuture<T> run(Supplier<T> work) {
        var future = new CompletableFuture<T>();
        var thread = new Thread(
                () -> {
                    try {
                        future.complete(work.get());
                    } catch (RuntimeException | Error e) {
                        future.completeExceptionally(e);
                    }
                },
                "replicated-postgres-background");
        thread.setDaemon(true);
        thread.start();
        return future;
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
