package io.replicatedpostgres.toxiproxy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The effect of a toxic on one direction of one connection. A stage is asked and never waits: the chain offers it chunks while it
 * {@linkplain #wants() wants} them and takes out what is ready, now or when the stage says it is {@linkplain #due() due}.
 */
interface Stage {
    /** Whether it has room for another chunk. */
    boolean wants();

    void take(Chunk chunk, long now);

    /** The next chunk that may go on, if one may by now. Called only when there is room for it. */
    @Nullable
    Chunk give(long now);

    /** When there will be something to give. */
    long due();

    /** When it will {@linkplain #expire() act} on the connection, whether or not anything can be given. */
    default long deadline() {
        return Ticks.NEVER;
    }

    default void expire() {}

    /** Hands over all that is held, in order, and forgets it: the toxic goes. */
    List<Chunk> release();

    /** Takes over changed attributes without losing what is held. */
    void retune(Toxic toxic, long now);

    /** Whether the stream cannot go on without the toxic, because bytes are missing from it. */
    default boolean diesOnRemoval() {
        return false;
    }
}
