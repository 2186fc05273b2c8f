package io.replicatedpostgres.await;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for something that knows no interrupts itself, such as the answer of a server, in a thread of its own: when the calling thread is
 * interrupted, it is free at once and stays interrupted, and the result of the work is thrown away. Within {@link Undisturbed} there is
 * no such interrupt.
 */
public final class Interruptible {

    private Interruptible() {}

    /**
     * Gives back what comes of some work.
     *
     * @param failure what is thrown after an interrupt
     */
    public static <T extends @Nullable Object> T get(
            Supplier<T> work, Function<InterruptedException, ? extends RuntimeException> failure) {
        if (ThreadOfItsOwn.isCurrent()) {
            return work.get();
        }
        FutureTask<T> task = ThreadOfItsOwn.begin(work, "-waiting");
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw ThreadOfItsOwn.rethrown(e);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw failure.apply(e);
        }
    }
}
