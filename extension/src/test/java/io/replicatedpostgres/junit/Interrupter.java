package io.replicatedpostgres.junit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Interrupts the thread that made it, once, after a time. */
final class Interrupter {

    private final Thread victim = Thread.currentThread();
    private final CountDownLatch calledOff = new CountDownLatch(1);
    private final Thread thread;
    private volatile long interruptedNanos;

    Interrupter(long afterMillis) {
        thread = new Thread(() -> interrupt(afterMillis), "interrupter");
        thread.setDaemon(true);
        thread.start();
    }

    private void interrupt(long afterMillis) {
        try {
            if (!calledOff.await(afterMillis, TimeUnit.MILLISECONDS)) {
                interruptedNanos = System.nanoTime();
                victim.interrupt();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("no other code has a reference to this thread", e);
        }
    }

    /** Whether it has; what has not come by now does not come any more. */
    boolean callOff() {
        calledOff.countDown();
        boolean interrupted = Thread.interrupted();
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            victim.interrupt();
        }
        return interruptedNanos != 0;
    }

    /** How long ago it was. */
    long millisAgo() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - interruptedNanos);
    }
}
