package io.replicatedpostgres.toxiproxy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Delays what comes by latency ± jitter since it came; keeps the order and the distances. The end follows the last byte. */
final class LatencyStage implements Stage {
    private static final long LARGEST_BACKLOG = 32L << 20;
    private static final int BOOKKEEPING = 128;

    private final ArrayDeque<Chunk> held = new ArrayDeque<>();
    private final RandomGenerator random;
    private final Budget budget;
    private Toxic toxic;
    private long backlog;
    private long headDue = Ticks.NEVER;

    LatencyStage(StageContext context) {
        toxic = context.toxic();
        random = context.random();
        budget = context.budget();
    }

    @Override
    public boolean wants() {
        return held.isEmpty() || (backlog < LARGEST_BACKLOG && budget.hasRoom());
    }

    @Override
    public void take(Chunk chunk, long now) {
        account(size(chunk));
        held.add(chunk);
        if (held.size() == 1) {
            headDue = dueOf(chunk, now);
        }
    }

    @Override
    public @Nullable Chunk give(long now) {
        if (headDue > now) {
            return null;
        }
        Chunk chunk = held.remove();
        account(-size(chunk));
        Chunk next = held.peek();
        headDue = next == null ? Ticks.NEVER : dueOf(next, now);
        return chunk.leavingAt(now);
    }

    @Override
    public long due() {
        return headDue;
    }

    @Override
    public List<Chunk> release() {
        List<Chunk> all = new ArrayList<>(held);
        held.clear();
        account(-backlog);
        headDue = Ticks.NEVER;
        return all;
    }

    @Override
    public void retune(Toxic changed, long now) {
        toxic = changed;
        if (headDue != Ticks.NEVER) {
            headDue = now;
        }
    }

    private long dueOf(Chunk chunk, long now) {
        if (chunk.end()) {
            return now;
        }
        return Ticks.after(chunk.at(), delayMillis(), TimeUnit.MILLISECONDS);
    }

    private long delayMillis() {
        long latency = toxic.attribute("latency");
        long jitter = Math.min(toxic.attribute("jitter"), Long.MAX_VALUE / 4);
        long wanted = Math.min(latency, Long.MAX_VALUE / 4);
        return jitter > 0 ? wanted + random.nextLong(-jitter, jitter) : wanted;
    }

    private static long size(Chunk chunk) {
        return chunk.length() + (long) BOOKKEEPING;
    }

    private void account(long change) {
        backlog += change;
        budget.hold(change);
    }
}
