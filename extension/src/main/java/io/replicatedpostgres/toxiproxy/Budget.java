package io.replicatedpostgres.toxiproxy;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes all delaying toxics of a server may hold together, so that delay turns into backpressure before it eats the heap. */
final class Budget {
    private final long limit;
    private final AtomicLong held = new AtomicLong();

    Budget(long limit) {
        this.limit = limit;
    }

    /** A quarter of the heap. */
    static Budget ofThisJvm() {
        return new Budget(Runtime.getRuntime().maxMemory() / 4);
    }

    boolean hasRoom() {
        return held.get() < limit;
    }

    void hold(long bytes) {
        held.addAndGet(bytes);
    }

    void release(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
