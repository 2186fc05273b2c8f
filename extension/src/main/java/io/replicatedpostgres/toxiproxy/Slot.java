package io.replicatedpostgres.toxiproxy;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A toxic's place in one chain: what waits in front of its stage, and the stage, which only passes if the toxicity spared the connection. */
final class Slot {
    private final ArrayDeque<Chunk> inbox = new ArrayDeque<>();
    private Toxic toxic;
    private Stage stage;

    Slot(Toxic toxic, Stage stage) {
        this.toxic = toxic;
        this.stage = stage;
    }

    boolean holds(Toxic other) {
        return toxic.id() == other.id();
    }

    boolean isOutdatedBy(Toxic other) {
        return toxic.revision() != other.revision();
    }

    boolean isPassing() {
        return stage instanceof PassingStage;
    }

    Queue<Chunk> inbox() {
        return inbox;
    }

    long deadline() {
        return stage.deadline();
    }

    /** When there may be something to give; what waits for a stage that has no room waits for that stage. */
    long due() {
        return stage.due();
    }

    /** Lets the stage take what it wants and pass on what it can; returns whether anything moved. */
    boolean advance(Queue<Chunk> next, long now) {
        boolean moved = false;
        while (stage.wants() && !inbox.isEmpty()) {
            stage.take(inbox.remove(), now);
            moved = true;
        }
        if (stage.deadline() <= now) {
            stage.expire();
        }
        Chunk given = next.isEmpty() ? stage.give(now) : null;
        if (given != null) {
            next.add(given);
        }
        return moved || given != null;
    }

    /** Takes over a changed toxic with the stage that the dice gave it; returns whether the stream cannot go on. */
    boolean change(Toxic changed, Stage fresh, long now) {
        toxic = changed;
        if (fresh.getClass() == stage.getClass()) {
            stage.retune(changed, now);
            return false;
        }
        boolean dies = stage.diesOnRemoval();
        List<Chunk> held = stage.release();
        for (int i = held.size() - 1; i >= 0; i--) {
            inbox.addFirst(held.get(i));
        }
        stage = fresh;
        return dies;
    }

    /** Moves everything held to the next stage; returns whether the stream cannot go on. */
    boolean vacate(@Nullable Queue<Chunk> next) {
        List<Chunk> held = stage.release();
        if (next != null) {
            next.addAll(held);
            next.addAll(inbox);
        }
        inbox.clear();
        return stage.diesOnRemoval();
    }
}
