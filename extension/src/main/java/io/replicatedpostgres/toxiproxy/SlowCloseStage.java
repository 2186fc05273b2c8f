package io.replicatedpostgres.toxiproxy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Passes bytes on at once and the stream's end only after a delay. */
final class SlowCloseStage implements Stage {
    private Toxic toxic;
    private @Nullable Chunk held;

    SlowCloseStage(StageContext context) {
        toxic = context.toxic();
    }

    @Override
    public boolean wants() {
        return held == null;
    }

    @Override
    public void take(Chunk chunk, long now) {
        held = chunk.end() ? chunk.leavingAt(now) : chunk;
    }

    @Override
    public @Nullable Chunk give(long now) {
        Chunk chunk = held;
        if (chunk == null || (chunk.end() && due() > now)) {
            return null;
        }
        held = null;
        return chunk;
    }

    @Override
    public long due() {
        return held == null || !held.end()
                ? Ticks.NEVER
                : Ticks.after(held.at(), toxic.attribute("delay"), TimeUnit.MILLISECONDS);
    }

    @Override
    public List<Chunk> release() {
        List<Chunk> all = held == null ? List.of() : List.of(held);
        held = null;
        return all;
    }

    @Override
    public void retune(Toxic changed, long now) {
        toxic = changed;
    }
}
