package io.replicatedpostgres.provision;

import io.replicatedpostgres.topology.Healing;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Undoes something once. What fails is not done, and is tried again when it is asked for again. */
final class Undo implements Healing {

    private final Runnable heal;
    private final BooleanSupplier isGone;
    private final AtomicBoolean done = new AtomicBoolean();

    /**
     * An undoing that is still to be done.
     *
     * @param isGone whether what it belongs to is gone, and this with it
     */
    Undo(Runnable heal, BooleanSupplier isGone) {
        this.heal = heal;
        this.isGone = isGone;
    }

    @Override
    public void close() {
        if (isGone.getAsBoolean() || !done.compareAndSet(false, true)) {
            return;
        }
        try {
            heal.run();
        } catch (RuntimeException e) {
            done.set(false);
            throw e;
        }
    }
}
