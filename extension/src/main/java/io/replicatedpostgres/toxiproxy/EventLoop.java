package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** One daemon thread with a selector, timers and a queue of tasks. Whatever a handler throws costs that handler its life, never the loop. */
final class EventLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventLoop.class.getPackageName());
    private static final long PATIENCE_SECONDS = 10;
    private static final int SCRATCH_BYTES = 256 * 1024;

    private final Selector selector;
    private final Thread thread;
    private final Timers timers = new Timers();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Queue<SelectableChannel> released = new ArrayDeque<>();
    private final Consumer<SelectionKey> dispatch = EventLoop::dispatch;
    private final Idling idling = new Idling(this::hasErrands);
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
    private volatile boolean closed;

    EventLoop(String name) throws IOException {
        selector = Selector.open();
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    EventLoop start() {
        thread.start();
        return this;
    }

    SelectionKey register(SelectableChannel channel, int operations, Handler handler) throws IOException {
        return channel.register(selector, operations, handler);
    }

    /**
     * Closes a registered channel as its kernel would: closed outright while a selector knows it, the JDK ends the stream first, and a peer
     * that has sent unread bytes would see an orderly end instead of a reset.
     */
    void release(SelectionKey key) {
        key.cancel();
        released.add(key.channel());
    }

    /** The buffer for one read on this thread. Nothing stays in it between reads. */
    ByteBuffer scratch() {
        return scratch;
    }

    Timers timers() {
        return timers;
    }

    /** Runs a task on the loop's thread, soon. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Runs a task on the loop's thread and waits until it is done and what it closed is really closed. */
    void await(Task task) throws IOException {
        if (Thread.currentThread() == thread) {
            task.run();
            return;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> {
            try {
                task.run();
                closeReleased();
                done.complete(null);
            } catch (Throwable failure) {
                done.completeExceptionally(failure);
            }
        });
        outcomeOf(done);
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void outcomeOf(CompletableFuture<Void> done) throws IOException {
        if (closed) {
            throw new IOException("the server is closed");
        }
        try {
            done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(thread.getName() + " did not answer within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void run() {
        try (selector) {
            while (!closed) {
                turn();
            }
            runTasks();
            closeReleased();
            selector.keys().forEach(EventLoop::closeHandler);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "event loop ended", e);
        }
    }

    private void turn() throws IOException {
        try {
            idling.await(selector, dispatch, hasErrands() ? 0 : timers.next());
            runTasks();
            timers.runDue(Ticks.now());
            if (!released.isEmpty()) {
                closeReleased();
            }
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            LOG.log(Level.WARNING, "in an event loop", e);
        }
    }

    private boolean hasErrands() {
        return closed || !tasks.isEmpty();
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                LOG.log(Level.WARNING, "task failed", e);
            }
        }
    }

    /** The selector lets go of a channel, and of one closed outright of its port, when it looks once more. */
    private void closeReleased() throws IOException {
        do {
            selector.selectNow(dispatch);
            for (SelectableChannel channel = released.poll(); channel != null; channel = released.poll()) {
                Sockets.close(channel);
            }
        } while (!released.isEmpty());
    }

    private static void dispatch(SelectionKey key) {
        Handler handler = (Handler) key.attachment();
        try {
            handler.ready(key.readyOps());
        } catch (CancelledKeyException e) {
            handler.close();
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            LOG.log(Level.DEBUG, "closing a channel", e);
            handler.close();
        }
    }

    private static void closeHandler(SelectionKey key) {
        ((Handler) key.attachment()).close();
    }

    /** Is told when a registered channel is ready. */
    interface Handler {
        void ready(int operations) throws IOException;

        void close();
    }

    /** Something to do on the loop that may fail. */
    interface Task {
        void run() throws IOException;
    }
}
