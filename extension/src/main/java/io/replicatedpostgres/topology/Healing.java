package io.replicatedpostgres.topology;

/** Undoes what was done. Closing twice is harmless. */
@FunctionalInterface
public interface Healing extends AutoCloseable {

    @Override
    void close();
}
