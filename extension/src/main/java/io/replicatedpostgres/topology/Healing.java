package io.replicatedpostgres.topology;

/** Undoes what was done. Closing twice is harmless. */
@FunctionalInterface
public interface Healing extends AutoCloseable {

    @Override
    void close();

    /**
     * Does the rest of what this undoes; if that throws, undoes all of it: a fault that could not begin leaves nothing.
     *
     * @return this
     */
    default Healing unlessThrows(Runnable rest) {
        try {
            rest.run();
            return this;
        } catch (RuntimeException e) {
            Closing.after(e, java.util.List.of(this::close));
            throw e;
        }
    }

    /**
     * The cluster is about to be closed, and what was done goes with it: ends what would go on by itself, such as a thread
     * or a session, and mends nothing.
     */
    default void abandon() {
        // most of what can be wrong ends with the server or link it is wrong with
    }
}
