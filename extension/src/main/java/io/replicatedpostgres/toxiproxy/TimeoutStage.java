package io.replicatedpostgres.toxiproxy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Drops every byte, and closes the connection when nothing has come for the timeout; 0 waits for ever. The end passes. */
final class TimeoutStage implements Stage {
    private final StageContext.Lifeline lifeline;
    private long timeout;
    private long quietSince;
    private @Nullable Chunk end;

    TimeoutStage(StageContext context) {
        lifeline = context.lifeline();
        timeout = context.toxic().attribute("timeout");
        quietSince = context.now();
    }

    @Override
    public boolean wants() {
        return end == null;
    }

    @Override
    public void take(Chunk chunk, long now) {
        quietSince = now;
        end = chunk.end() ? chunk : null;
    }

    @Override
    public @Nullable Chunk give(long now) {
        Chunk chunk = end;
        end = null;
        return chunk;
    }

    @Override
    public long due() {
        return Ticks.NEVER;
    }

    @Override
    public long deadline() {
        return timeout <= 0 ? Ticks.NEVER : Ticks.after(quietSince, timeout, TimeUnit.MILLISECONDS);
    }

    @Override
    public void expire() {
        lifeline.cut();
    }

    @Override
    public List<Chunk> release() {
        return end == null ? List.of() : List.of(end);
    }

    @Override
    public void retune(Toxic changed, long now) {
        timeout = changed.attribute("timeout");
        quietSince = now;
    }

    @Override
    public boolean diesOnRemoval() {
        return true;
    }
}
