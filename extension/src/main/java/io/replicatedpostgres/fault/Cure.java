package io.replicatedpostgres.fault;

import io.replicatedpostgres.topology.Healing;

/** A healing that also ends something that would go on when the cluster is closed. */
record Cure(Runnable heal, Runnable end) implements Healing {

    /** Heals; when the cluster is closed there is nothing to end. */
    static Healing of(Runnable heal) {
        return heal::run;
    }

    @Override
    public void close() {
        heal.run();
    }

    @Override
    public void abandon() {
        end.run();
    }
}
