package io.replicatedpostgres.toxiproxy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes a number of bytes, then ends the stream. */
final class LimitDataStage implements Stage {
    private long limit;
    private long passed;
    private @Nullable Chunk held;
    private boolean ending;
    private boolean ended;

    LimitDataStage(StageContext context) {
        limit = context.toxic().attribute("bytes");
    }

    @Override
    public boolean wants() {
        return held == null && !ending;
    }

    @Override
    public void take(Chunk chunk, long now) {
        held = chunk;
    }

    @Override
    public @Nullable Chunk give(long now) {
        Chunk chunk = held;
        held = null;
        if (ending) {
            return end(now);
        }
        if (chunk == null || chunk.end()) {
            return chunk;
        }
        int room = (int) Math.min(chunk.length(), Math.max(0, limit - passed));
        passed += room;
        // Decided here and kept, even if the limit is raised before the end is on its way: bytes are missing from now
        // on.
        ending = passed >= limit;
        return room > 0 ? chunk.first(room) : end(now);
    }

    @Override
    public long due() {
        return Ticks.NEVER;
    }

    @Override
    public List<Chunk> release() {
        if (ending) {
            return ended ? List.of() : List.of(Chunk.end(0));
        }
        return held == null ? List.of() : List.of(held);
    }

    @Override
    public void retune(Toxic changed, long now) {
        limit = changed.attribute("bytes");
        ending |= passed > 0 && passed >= limit;
    }

    private @Nullable Chunk end(long now) {
        if (ended) {
            return null;
        }
        ended = true;
        return Chunk.end(now);
    }
}
