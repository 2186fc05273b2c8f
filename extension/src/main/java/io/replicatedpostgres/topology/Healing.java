package io.replicatedpostgres.topology;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Supplier;

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
            Closing.after(e, List.of(this::close));
            throw e;
        }
    }

    /**
     * Does several things in their order, all of them or none: what was done is undone when one throws.
     *
     * @return undoes all of them, the last one first
     */
    static Healing ofAll(List<Supplier<Healing>> deeds) {
        var undoing = new ArrayDeque<Runnable>();
        try {
            deeds.forEach(deed -> undoing.push(deed.get()::close));
        } catch (RuntimeException e) {
            Closing.after(e, List.copyOf(undoing));
            throw e;
        }
        return () -> Closing.all(List.copyOf(undoing));
    }

    /**
     * The cluster is about to be closed, and what was done goes with it: ends what would go on by itself, such as a thread
     * or a session, and mends nothing.
     */
    default void abandon() {
        // most of what can be wrong ends with the server or link it is wrong with
    }
}
