package io.replicatedpostgres.toxiproxy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Holds back the first chunk or end, waits, then resets both sides. Removed before that, it lets what it held go on. */
final class ResetPeerStage implements Stage {
    private final StageContext.Lifeline lifeline;
    private Toxic toxic;
    private @Nullable Chunk trigger;

    ResetPeerStage(StageContext context) {
        lifeline = context.lifeline();
        toxic = context.toxic();
    }

    @Override
    public boolean wants() {
        return trigger == null;
    }

    @Override
    public void take(Chunk chunk, long now) {
        trigger = chunk.leavingAt(now);
    }

    @Override
    public @Nullable Chunk give(long now) {
        return null;
    }

    @Override
    public long due() {
        return Ticks.NEVER;
    }

    @Override
    public long deadline() {
        return trigger == null
                ? Ticks.NEVER
                : Ticks.after(trigger.at(), toxic.attribute("timeout"), TimeUnit.MILLISECONDS);
    }

    @Override
    public void expire() {
        lifeline.reset();
    }

    @Override
    public List<Chunk> release() {
        List<Chunk> all = trigger == null ? List.of() : List.of(trigger);
        trigger = null;
        return all;
    }

    @Override
    public void retune(Toxic changed, long now) {
        toxic = changed;
    }
}
