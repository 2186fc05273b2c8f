package io.replicatedpostgres.await;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does what must come to its end once it has begun: a verb, a fault that begins or heals, a close. An interrupt of the calling thread,
 * before or in the middle, does not reach it, because it is done in a thread of its own. The caller waits for the end, and is
 * still interrupted afterwards. What is thrown comes out as it is.
 */
public final class Undisturbed {

    private Undisturbed() {}

    /** Does something that gives nothing back. */
    public static void run(Runnable act) {
        get(() -> {
            act.run();
            return true;
        });
    }

    /** Does something, and gives back what came of it. What is within it is done in the same thread. */
    public static <T extends @Nullable Object> T get(Supplier<T> act) {
        if (ThreadOfItsOwn.isCurrent()) {
            return act.get();
        }
        try {
            return outcome(ThreadOfItsOwn.begin(act, "-undisturbed"));
        } catch (ExecutionException e) {
            throw ThreadOfItsOwn.rethrown(e);
        }
    }

    /**
     * Waits for the end of a task. An interrupt does not end the wait; the thread is still interrupted afterwards.
     *
     * @throws ExecutionException with what the task threw
     */
    public static <T extends @Nullable Object> T outcome(FutureTask<T> task) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
