package io.replicatedpostgres.fault;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.topology.Healing;
import io.replicatedpostgres.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Another fault that comes and goes until it is healed. */
record Flapping(Fault fault, Duration on, Duration off) implements Fault {

    @Override
    public String name() {
        return "flapping " + fault.name();
    }

    @Override
    public List<NodeRef> targets() {
        return fault.targets();
    }

    @Override
    public String description() {
        return "%s, %d ms on and %d ms off".formatted(fault.description(), on.toMillis(), off.toMillis());
    }

    @Override
    public Healing begin(Topology topology) {
        var run = new Run(fault.begin(topology), topology);
        run.thread.start();
        return run::end;
    }

    @Override
    public String toString() {
        return name() + ": " + description();
    }

    private final class Run implements Runnable {

        private final Topology topology;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        private final Thread thread = new Thread(this, "replicated-postgres-flapping");
        private Healing healing;

        Run(Healing first, Topology topology) {
            this.healing = first;
            this.topology = topology;
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
                    healing = fault.begin(topology);
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
