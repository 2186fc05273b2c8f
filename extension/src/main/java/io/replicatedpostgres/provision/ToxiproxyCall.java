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

/** One call to a Toxiproxy server. The client knows no timeouts, and a real server can take 25 s over a stalled peer. */
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
        try {
            return answer.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new ReplicatedPostgresException(
                    "Toxiproxy failed (%s): %s".formatted(what, e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new DeadlineException(
                    "Toxiproxy did not answer within %2$d s (%1$s)".formatted(what, DEADLINE_SECONDS));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ReplicatedPostgresException("interrupted while waiting for Toxiproxy to " + what, e);
        }
    }
}
