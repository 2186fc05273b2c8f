package example;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call that must come back: what hangs fails the test, and says where. */
final class Within {

    /** Twenty times and more of each timeout that a test sets, and a fraction of what a driver waits that does not honour it. */
    private static final int SECONDS = 30;

    private Within() {}

    /** Returns what the call returns, or throws what it throws. */
    static <T> T time(String what, Callable<T> call) throws Exception {
        var task = new FutureTask<>(call);
        var thread = new Thread(task, what);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            var hung = new AssertionError("%s has not returned after %s seconds".formatted(what, SECONDS));
            hung.setStackTrace(thread.getStackTrace());
            throw hung;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw e;
        }
    }
}
