package io.replicatedpostgres.topology;

/** A process that was started and stays. */
public interface Spawned {

    /** Its number, in the host's own counting. */
    long pid();

    /** Whether it still runs. */
    boolean isAlive();
}
