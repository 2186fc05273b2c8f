package io.replicatedpostgres.toxiproxy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes nothing: the toxic {@code noop}, and every toxic on a connection that its toxicity spared. */
final class PassingStage implements Stage {
    private @Nullable Chunk held;

    @Override
    public boolean wants() {
        return held == null;
    }

    @Override
    public void take(Chunk chunk, long now) {
        held = chunk;
    }

    @Override
    public @Nullable Chunk give(long now) {
        Chunk chunk = held;
        held = null;
        return chunk;
    }

    @Override
    public long due() {
        return Ticks.NEVER;
    }

    @Override
    public List<Chunk> release() {
        Chunk chunk = give(0);
        return chunk == null ? List.of() : List.of(chunk);
    }

    @Override
    public void retune(Toxic toxic, long now) {}
}
