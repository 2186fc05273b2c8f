package io.replicatedpostgres.workload;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers the operations of a workload, until there are as many as were wanted. */
final class Ids {

    private final long max;
    private final AtomicLong next = new AtomicLong();

    Ids(long max) {
        this.max = max;
    }

    /** The next number; -1 if there are enough. */
    long next() {
        long id = next.getAndIncrement();
        return id < max ? id : -1;
    }

    boolean areUsedUp() {
        return next.get() >= max;
    }
}
