package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Undisturbed;
import io.replicatedpostgres.fault.Damage;
import io.replicatedpostgres.journal.Damaged;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Repaired;
import io.replicatedpostgres.model.Given;
import java.util.concurrent.atomic.AtomicBoolean;

/** A damage that was done, until it is mended. Mending twice is harmless. */
public final class Inflicted {

    private final long id;
    private final Damage damage;
    private final Journal journal;
    private final Cluster cluster;
    private final Runnable whenMended;
    private final AtomicBoolean mended = new AtomicBoolean();

    private Inflicted(long id, Damage damage, Journal journal, Cluster cluster, Runnable whenMended) {
        this.id = id;
        this.damage = damage;
        this.journal = journal;
        this.cluster = cluster;
        this.whenMended = whenMended;
    }

    static Inflicted of(Damage damage, ClusterScene scene, Journal journal, Runnable whenMended) {
        long id = journal.nextId();
        journal.append(new Damaged(
                id,
                damage.target().ref(),
                "%s: %s".formatted(damage.kind().words(), damage.description()),
                damage.repair().words()));
        try {
            Undisturbed.run(() -> damage.strike(scene));
        } catch (RuntimeException e) {
            journal.append(new Repaired(id, "it was not done: " + e.getMessage()));
            throw e;
        }
        return new Inflicted(id, damage, journal, scene.cluster(), whenMended);
    }

    /** The kind of step. */
    public Damage damage() {
        return damage;
    }

    /**
     * Mends it as its kind says: starts, recreates the slot, or rebuilds. Returns when the node runs and, as a standby,
     * streams.
     *
     * @return what was done to mend it
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if it cannot be mended so; it still can be by hand
     */
    public Mended repair() {
        if (mended.get()) {
            return Mended.NOTHING;
        }
        Mended how = Undisturbed.get(
                () -> new Mending(cluster, cluster.node(damage.target().ref())).by(damage));
        repaired(how.words());
        return how;
    }

    /** The test has mended it in its own way: recorded, nothing else. */
    public void repaired(String how) {
        Given.value("how", how);
        if (mended.compareAndSet(false, true)) {
            whenMended.run();
            journal.append(new Repaired(id, how));
        }
    }

    /** What was done to whom. */
    @Override
    public String toString() {
        return "%s (%s)".formatted(damage.kind(), damage.description());
    }
}
