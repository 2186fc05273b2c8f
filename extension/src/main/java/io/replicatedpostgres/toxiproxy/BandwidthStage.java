package io.replicatedpostgres.toxiproxy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets bytes through at a rate in kB/s: each chunk waits as long as its bytes take, longer ones leave in slices of a tenth of a second.
 * Nothing is saved up for a burst. Rate 0 freezes the stream and loses nothing.
 */
final class BandwidthStage implements Stage {
    private static final long FORGIVEN = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long PROMPT = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long NANOS_PER_BYTE_AT_ONE = 1_000_000;
    private static final long SLICE_BYTES_AT_ONE = 100;

    private long rate;
    private @Nullable Chunk held;
    private long pieceDue = Ticks.NEVER;
    private long paidUntil;
    private long hungrySince = -PROMPT - 1;

    BandwidthStage(StageContext context) {
        rate = context.toxic().attribute("rate");
    }

    @Override
    public boolean wants() {
        return held == null;
    }

    @Override
    public void take(Chunk chunk, long now) {
        held = chunk;
        // What came as soon as there was room for it was waiting already, and goes on from when the last piece was due,
        // not from when a
        // timer got round to it: else every late timer would cost rate.
        boolean waited = chunk.at() - hungrySince <= PROMPT;
        startPiece(chunk, Math.max(waited ? paidUntil : chunk.at(), now - FORGIVEN));
    }

    @Override
    public @Nullable Chunk give(long now) {
        Chunk chunk = held;
        if (chunk == null || pieceDue > now) {
            return null;
        }
        paidUntil = Math.max(pieceDue, now - FORGIVEN);
        int length = pieceLength(chunk);
        if (chunk.end() || length == chunk.length()) {
            held = null;
            pieceDue = Ticks.NEVER;
            hungrySince = now;
            return chunk.leavingAt(now);
        }
        Chunk rest = chunk.from(length);
        held = rest;
        startPiece(rest, paidUntil);
        return chunk.first(length).leavingAt(now);
    }

    @Override
    public long due() {
        return pieceDue;
    }

    @Override
    public List<Chunk> release() {
        List<Chunk> all = held == null ? List.of() : List.of(held);
        held = null;
        pieceDue = Ticks.NEVER;
        return all;
    }

    @Override
    public void retune(Toxic changed, long now) {
        rate = changed.attribute("rate");
        if (held != null) {
            startPiece(held, now);
        }
    }

    private void startPiece(Chunk chunk, long from) {
        if (chunk.end()) {
            pieceDue = from;
        } else if (rate == 0) {
            pieceDue = Ticks.NEVER;
        } else {
            pieceDue = Ticks.after(from, pieceLength(chunk) * NANOS_PER_BYTE_AT_ONE / rate, TimeUnit.NANOSECONDS);
        }
    }

    private int pieceLength(Chunk chunk) {
        long slice = rate > Integer.MAX_VALUE ? Integer.MAX_VALUE : rate * SLICE_BYTES_AT_ONE;
        return (int) Math.min(chunk.length(), slice);
    }
}
