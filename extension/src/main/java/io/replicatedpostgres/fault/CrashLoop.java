package io.replicatedpostgres.fault;

import io.replicatedpostgres.topology.Healing;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Kills a server and starts it, again and again, from a thread of its own. */
final class CrashLoop implements Healing, Runnable {

    private final Patient patient;
    private final Duration up;
    private final CountDownLatch ended = new CountDownLatch(1);
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
            // the test acts on the server too: closing says what became of it
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

    /** Whatever stopped the loop, the server runs afterwards, or says why it cannot. */
    @Override
    public void close() {
        end();
        if (!patient.server().isRunning()) {
            patient.start();
        }
    }

    @Override
    public void abandon() {
        end();
    }
}
