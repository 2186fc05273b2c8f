package io.replicatedpostgres.topology;

/** Undoes what was done. Closing twice is harmless. */
@FunctionalInterface
public interface Healing extends AutoCloseable {

    @Override
    void close();

    /**
     * The cluster is about to be closed, and what was done goes with it: ends what would go on by itself, such as a thread
     * or a session, and mends nothing.
     */
    default void abandon() {
        // most of what can be wrong ends with the server or link it is wrong with
    }
}
