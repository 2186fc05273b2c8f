package io.replicatedpostgres.toxiproxy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The parts that all proxies of a server share: the loops that move bytes, the seed, the budget and the resolver. */
final class Lanes implements AutoCloseable {
    private static final int MOST_LOOPS = 4;

    private final List<EventLoop> loops = new ArrayList<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final Resolver resolver = new Resolver();
    private final Budget budget = Budget.ofThisJvm();
    private final long seed;

    /** Starts one loop for every two processors: the peers of a proxy want to run as well. */
    Lanes(long seed) throws IOException {
        this.seed = seed;
        int count = Math.max(1, Math.min(MOST_LOOPS, Runtime.getRuntime().availableProcessors() / 2));
        for (int i = 0; i < count; i++) {
            loops.add(new EventLoop("toxiproxy-lane-" + i).start());
        }
    }

    long seed() {
        return seed;
    }

    Resolver resolver() {
        return resolver;
    }

    Budget budget() {
        return budget;
    }

    List<EventLoop> all() {
        return loops;
    }

    EventLoop next() {
        return loops.get(Math.floorMod(turns.getAndIncrement(), loops.size()));
    }

    @Override
    public void close() {
        loops.forEach(EventLoop::close);
        resolver.close();
    }
}
