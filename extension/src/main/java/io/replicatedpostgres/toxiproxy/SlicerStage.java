package io.replicatedpostgres.toxiproxy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Halves chunks until the pieces are no longer than average + variation, and waits after each piece. */
final class SlicerStage implements Stage {
    private final RandomGenerator random;
    private final ArrayDeque<Chunk> pieces = new ArrayDeque<>();
    private Toxic toxic;
    private long pauseUntil;

    SlicerStage(StageContext context) {
        toxic = context.toxic();
        random = context.random();
    }

    @Override
    public boolean wants() {
        return pieces.isEmpty();
    }

    @Override
    public void take(Chunk chunk, long now) {
        pieces.push(chunk);
    }

    @Override
    public @Nullable Chunk give(long now) {
        if (pieces.isEmpty() || pauseUntil > now) {
            return null;
        }
        Chunk piece = pieces.pop();
        while (!piece.end() && piece.length() > longest()) {
            int cut = cut(piece.length());
            pieces.push(piece.from(cut));
            piece = piece.first(cut);
        }
        pauseUntil = piece.end() ? now : Ticks.after(now, toxic.attribute("delay"), TimeUnit.MICROSECONDS);
        return piece;
    }

    @Override
    public long due() {
        return pieces.isEmpty() ? Ticks.NEVER : pauseUntil;
    }

    @Override
    public List<Chunk> release() {
        List<Chunk> all = List.copyOf(pieces);
        pieces.clear();
        return all;
    }

    @Override
    public void retune(Toxic changed, long now) {
        toxic = changed;
        pauseUntil = now;
    }

    private long longest() {
        return Math.min(toxic.attribute("average_size"), Chunk.LARGEST)
                + Math.min(toxic.attribute("size_variation"), Chunk.LARGEST);
    }

    private int cut(int length) {
        int variation = (int) Math.min(toxic.attribute("size_variation"), Chunk.LARGEST);
        int cut = length / 2 + (variation > 0 ? random.nextInt(-variation, variation) : 0);
        return Math.max(1, Math.min(cut, length - 1));
    }
}
