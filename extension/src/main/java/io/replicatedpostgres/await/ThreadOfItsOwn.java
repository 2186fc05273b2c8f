package io.replicatedpostgres.await;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Work in a thread that only this package knows, so that no interrupt of the caller reaches it. */
final class ThreadOfItsOwn {

    /** What stands at the bottom of the frames of such a thread and tells nothing. */
    private static final List<String> MACHINERY = List.of(
            FutureTask.class.getName(),
            Thread.class.getName(),
            ThreadPoolExecutor.class.getName(),
            ThreadPoolExecutor.class.getName() + "$Worker",
            "java.util.concurrent.Executors$RunnableAdapter");

    private ThreadOfItsOwn() {}

    /** As many as work at once: work that waits for other work never waits for a thread. One without work ends after a minute. */
    private static final Executor THREADS =
            new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), Unknown::new);

    private static final class Unknown extends Thread {

        Unknown(Runnable work) {
            super(work);
            setDaemon(true);
        }
    }

    /** Whether the current thread is one of these. */
    static boolean isCurrent() {
        return Thread.currentThread() instanceof Unknown;
    }

    /** Begins something. */
    static <T extends @Nullable Object> FutureTask<T> begin(Supplier<T> work, String suffix) {
        String name = Thread.currentThread().getName() + suffix;
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        var task = new FutureTask<T>(() -> {
            Thread.currentThread().setName(name);
            Thread.currentThread().setContextClassLoader(loader);
            return work.get();
        });
        THREADS.execute(task);
        return task;
    }

    /**
     * What was thrown there, as it is, with the frames of the caller below its own: the line of the test is among these.
     *
     * @return never: it is for the compiler
     */
    static RuntimeException rethrown(ExecutionException wrapped) {
        Throwable thrown = Objects.requireNonNull(wrapped.getCause());
        thrown.setStackTrace(joined(thrown.getStackTrace(), new Throwable().getStackTrace()));
        if (thrown instanceof Error error) {
            throw error;
        }
        // a supplier throws nothing else
        throw (RuntimeException) thrown;
    }

    private static StackTraceElement[] joined(StackTraceElement[] own, StackTraceElement[] caller) {
        var frames = new ArrayList<StackTraceElement>(Arrays.asList(own));
        frames.removeIf(frame -> MACHINERY.contains(frame.getClassName()));
        frames.addAll(Arrays.asList(caller));
        return frames.toArray(StackTraceElement[]::new);
    }
}
