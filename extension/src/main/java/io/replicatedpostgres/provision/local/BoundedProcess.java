package io.replicatedpostgres.provision.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that is waited for no longer than a deadline, whatever it and its children do: one that went into the
 * background may hold the output open long after the process itself has ended.
 */
final class BoundedProcess {

    private static final long GRACE_MILLIS = 2_000;

    /**
     * How it ended.
     *
     * @param expired whether it was killed at the deadline
     */
    record OperationEnd(boolean expired, int exitCode, String output) {}

    private final Process process;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Thread reader = new Thread(this::collect, "replicated-postgres-output");

    private BoundedProcess(Process process) {
        this.process = process;
        reader.setDaemon(true);
        reader.start();
    }

    /** Waits for the end of a process and collects what it writes; at the deadline it is killed with its children. */
    static OperationEnd await(Process process, Duration deadline) throws InterruptedException {
        return new BoundedProcess(process).await(deadline);
    }

    private OperationEnd await(Duration deadline) throws InterruptedException {
        try {
            boolean ended = process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS);
            if (!ended) {
                killWithChildren();
            }
            reader.join(GRACE_MILLIS);
            return new OperationEnd(!ended, ended ? process.exitValue() : -1, output.toString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            killWithChildren();
            throw e;
        }
    }

    private void killWithChildren() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private void collect() {
        byte[] buffer = new byte[8192];
        try {
            InputStream stream = process.getInputStream();
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                output.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // it was killed: what it has written so far is the answer
        }
    }
}
