package io.replicatedpostgres.provision;

import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One call to a Toxiproxy server. The client knows no timeouts, and a real server can take 25 s over a stalled peer. An interrupt does
 * not end the call: it is kept until the call has ended, in 10 s at most.
 */
final class ToxiproxyCall {

    private static final int DEADLINE_SECONDS = 10;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "replicated-postgres-toxiproxy-call");
        thread.setDaemon(true);
        return thread;
    });

    private ToxiproxyCall() {}

    interface Step {
        void run() throws Exception;
    }

    static void run(String what, Step step) {
        of(what, () -> {
            step.run();
            return true;
        });
    }

    static <T> T of(String what, Callable<T> call) {
        Future<T> answer = THREADS.submit(call);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    // what heals must not be left half done: the call ends, and the thread is interrupted afterwards
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new ReplicatedPostgresException(
                    "Toxiproxy failed (%s): %s".formatted(what, e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new DeadlineException(
                    "Toxiproxy did not answer within %2$s s (%1$s)".formatted(what, DEADLINE_SECONDS));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
