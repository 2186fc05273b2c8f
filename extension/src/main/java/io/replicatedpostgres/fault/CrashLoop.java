package io.replicatedpostgres.fault;

import io.replicatedpostgres.topology.Healing;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Kills a server and starts it, again and again, from a thread of its own. */
final class CrashLoop implements Healing, Runnable {

    private final Patient patient;
    private final Duration up;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this, "replicated-postgres-crash-loop");

    private CrashLoop(Patient patient, Duration up) {
        this.patient = patient;
        this.up = up;
        thread.setDaemon(true);
    }

    static CrashLoop begin(Patient patient, Duration up) {
        var loop = new CrashLoop(patient, up);
        patient.kill();
        loop.thread.start();
        return loop;
    }

    @Override
    public void run() {
        try {
            patient.start();
            while (!ended.await(up.toNanos(), TimeUnit.NANOSECONDS)) {
                patient.kill();
                patient.start();
            }
        } catch (RuntimeException e) {
            failure.set(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        ended.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end();
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    @Override
    public void abandon() {
        end();
    }
}
