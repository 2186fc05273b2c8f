package io.replicatedpostgres.toxiproxy;

import java.util.concurrent.atomic.LongAdder;

/** Bytes that went through a proxy in one direction since it was made. */
final class Traffic {
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();

    void received(long bytes) {
        received.add(bytes);
    }

    void sent(long bytes) {
        sent.add(bytes);
    }

    long received() {
        return received.sum();
    }

    long sent() {
        return sent.sum();
    }
}
