package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Undisturbed;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Scene;
import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.FaultEnded;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.topology.Healing;
import java.util.concurrent.atomic.AtomicBoolean;

/** A fault that has been injected, until it is healed. Healing twice, or after the cluster was closed, is harmless. */
public final class Injected implements AutoCloseable {

    private final long id;
    private final Fault fault;
    private final Journal journal;
    private final Healing healing;
    private final Runnable whenHealed;
    private final AtomicBoolean healed = new AtomicBoolean();

    private Injected(long id, Fault fault, Journal journal, Healing healing, Runnable whenHealed) {
        this.id = id;
        this.fault = fault;
        this.journal = journal;
        this.healing = healing;
        this.whenHealed = whenHealed;
    }

    static Injected of(Fault fault, Scene scene, Journal journal, Runnable whenHealed) {
        long id = journal.nextId();
        journal.append(new FaultBegan(id, fault.name(), fault.targets(), fault.description()));
        try {
            return new Injected(id, fault, journal, Undisturbed.get(() -> fault.begin(scene)), whenHealed);
        } catch (RuntimeException e) {
            journal.append(new FaultEnded(id, Outcome.FAILED, "it could not be injected: " + e.getMessage()));
            throw e;
        }
    }

    /** Heals it. What could not be healed still holds, and can be tried again. */
    public void heal() {
        close();
    }

    @Override
    public void close() {
        if (!healed.compareAndSet(false, true)) {
            return;
        }
        try {
            Undisturbed.run(healing::close);
        } catch (RuntimeException e) {
            journal.append(new FaultEnded(id, Outcome.FAILED, e.getMessage()));
            healed.set(false);
            throw e;
        }
        journal.append(new FaultEnded(id, Outcome.OK, null));
        whenHealed.run();
    }

    /** The cluster is about to be closed: what would go on by itself ends, and nothing is mended. */
    void forget() {
        if (healed.compareAndSet(false, true)) {
            journal.append(new FaultEnded(id, Outcome.OK, "the cluster was closed"));
            healing.abandon();
        }
    }

    boolean strikes(NodeRef node) {
        return fault.targets().contains(node);
    }

    /** What was injected. */
    @Override
    public String toString() {
        return "%s (%s)".formatted(fault.name(), fault.description());
    }
}
