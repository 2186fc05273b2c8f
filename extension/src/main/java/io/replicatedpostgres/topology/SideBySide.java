package io.replicatedpostgres.topology;

import io.replicatedpostgres.await.Undisturbed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does the same for several at the same time, the first in the thread of the caller and each other one in a thread of its own. Parallel
 * streams would do it in the pool of the caller, and where that is the one that JUnit runs tests in, a thread that waits there may
 * begin another test in the middle of this one.
 */
public final class SideBySide {

    private SideBySide() {}

    /** Waits for all, and throws one of the failures, the others suppressed in it. */
    public static <T> void each(List<? extends T> all, Consumer<? super T> work) {
        map(all, one -> {
            work.accept(one);
            return true;
        });
    }

    /** What comes of each, in order. Waits for all, and throws one of the failures, the others suppressed in it. */
    public static <T, R> List<R> map(List<? extends T> all, Function<? super T, ? extends R> work) {
        var tasks = new ArrayList<FutureTask<R>>();
        for (T one : all) {
            tasks.add(new FutureTask<>(() -> work.apply(one)));
        }
        for (FutureTask<R> task : tasks.subList(Math.min(1, tasks.size()), tasks.size())) {
            var thread = new Thread(task, Thread.currentThread().getName() + "-beside");
            thread.setDaemon(true);
            thread.start();
        }
        tasks.stream().findFirst().ifPresent(FutureTask::run);
        return results(tasks);
    }

    private static <R> List<R> results(List<FutureTask<R>> tasks) {
        var results = new ArrayList<R>();
        @Nullable Throwable failure = null;
        for (FutureTask<R> task : tasks) {
            try {
                results.add(Undisturbed.outcome(task));
            } catch (ExecutionException e) {
                if (failure == null) {
                    failure = e.getCause();
                } else {
                    failure.addSuppressed(e.getCause());
                }
            }
        }
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        return results;
    }
}
