package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.Identified;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.topology.Healing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Another fault that comes and goes until it is healed. */
record Flapping(Fault fault, Duration on, Duration off) implements Fault {

    @Override
    public FaultKind kind() {
        return FaultKind.FLAPPING;
    }

    @Override
    public String name() {
        return "flapping " + fault.name();
    }

    @Override
    public List<NodeRef> targets() {
        return fault.targets();
    }

    @Override
    public List<? extends Identified> aimedAt() {
        return fault.aimedAt();
    }

    @Override
    public String description() {
        return "%s, %s ms on and %s ms off".formatted(fault.description(), on.toMillis(), off.toMillis());
    }

    @Override
    public Healing begin(Scene scene) {
        var run = new Run(fault.begin(scene), scene);
        run.thread.start();
        return new Healing() {
            @Override
            public void close() {
                run.end();
            }

            @Override
            public void abandon() {
                run.end();
            }
        };
    }

    @Override
    public String toString() {
        return name() + ": " + description();
    }

    private final class Run implements Runnable {

        private final Scene scene;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        private final Thread thread = new Thread(this, "replicated-postgres-flapping");
        private Healing healing;

        Run(Healing first, Scene scene) {
            this.healing = first;
            this.scene = scene;
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (!ended.await(on.toNanos(), TimeUnit.NANOSECONDS)) {
                    healing.close();
                    if (ended.await(off.toNanos(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                    healing = fault.begin(scene);
                }
                healing.close();
            } catch (RuntimeException e) {
                failure.set(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void end() {
            ended.countDown();
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            RuntimeException failed = failure.get();
            if (failed != null) {
                throw failed;
            }
        }
    }
}
