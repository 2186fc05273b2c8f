package io.replicatedpostgres.cluster;

/** Processes that are frozen until this is closed. Closing twice is harmless. */
public final class Paused implements AutoCloseable {

    private final Runnable thaw;
    private boolean open = true;

    Paused(Runnable thaw) {
        this.thaw = thaw;
    }

    /** Thaws them. */
    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            thaw.run();
        }
    }
}
