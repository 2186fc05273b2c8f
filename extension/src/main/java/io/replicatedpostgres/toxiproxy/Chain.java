package io.replicatedpostgres.toxiproxy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The toxics of one direction of one connection, in order. It knows no socket and no clock: bytes are put in and polled out at moments
 * it is told. Between two stages at most one chunk waits, except what a removed stage left behind.
 */
final class Chain {
    private final Function<Toxic, Stage> dice;
    private final Queue<Chunk> outbox = new ArrayDeque<>();
    private List<Slot> slots = List.of();
    private boolean passing = true;

    /** A chain without toxics; the function throws the dice for one and makes its stage. */
    Chain(Function<Toxic, Stage> dice) {
        this.dice = dice;
    }

    /** Whether bytes may go around it: no toxic is at work and nothing is held. */
    boolean isIdle() {
        return passing && outbox.isEmpty() && (slots.isEmpty() || nothingWaits());
    }

    /** Whether no toxic is at work. */
    boolean isPassing() {
        return passing;
    }

    /** Whether there is room for another chunk. */
    boolean wants() {
        return inbox().isEmpty();
    }

    void put(Chunk chunk, long now) {
        inbox().add(chunk);
        advance(now);
    }

    /** The next chunk that has passed all toxics, if one has by now. */
    @Nullable
    Chunk poll(long now) {
        if (outbox.isEmpty()) {
            advance(now);
        }
        Chunk chunk = outbox.poll();
        if (chunk != null) {
            advance(now);
        }
        return chunk;
    }

    /** When a look at the chain is worth while again. */
    long due() {
        long first = Ticks.NEVER;
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            first = Math.min(first, slot.deadline());
            if (after(i).isEmpty()) {
                first = Math.min(first, slot.due());
            }
        }
        return first;
    }

    /**
     * Makes the chain that of these toxics. What removed ones held goes on, in order, to what comes after them.
     *
     * @return whether the stream may go on; it may not if bytes are missing from it
     */
    boolean reconcile(List<Toxic> toxics, long now) {
        boolean intact = vacateAllBut(toxics);
        List<Slot> wanted = new ArrayList<>();
        for (Toxic toxic : toxics) {
            Slot slot = slotOf(toxic);
            if (slot == null) {
                slot = new Slot(toxic, dice.apply(toxic));
            } else if (slot.isOutdatedBy(toxic)) {
                intact &= !slot.change(toxic, dice.apply(toxic), now);
            }
            wanted.add(slot);
        }
        slots = wanted;
        passing = true;
        wanted.forEach(slot -> passing &= slot.isPassing());
        return intact;
    }

    /** Forgets all bytes. */
    void discard() {
        slots.forEach(slot -> slot.vacate(null));
        slots = List.of();
        outbox.clear();
        passing = true;
    }

    void advance(long now) {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int i = slots.size() - 1; i >= 0; i--) {
                moved |= slots.get(i).advance(after(i), now);
            }
        }
    }

    private boolean nothingWaits() {
        return slots.stream().allMatch(slot -> slot.inbox().isEmpty());
    }

    private boolean vacateAllBut(List<Toxic> toxics) {
        boolean intact = true;
        List<Slot> kept = new ArrayList<>();
        Queue<Chunk> next = outbox;
        for (int i = slots.size() - 1; i >= 0; i--) {
            Slot slot = slots.get(i);
            if (isAmong(toxics, slot)) {
                kept.add(0, slot);
                next = slot.inbox();
            } else {
                intact &= !slot.vacate(next);
            }
        }
        slots = kept;
        return intact;
    }

    private static boolean isAmong(List<Toxic> toxics, Slot slot) {
        for (Toxic toxic : toxics) {
            if (slot.holds(toxic)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable Slot slotOf(Toxic toxic) {
        for (Slot slot : slots) {
            if (slot.holds(toxic)) {
                return slot;
            }
        }
        return null;
    }

    private Queue<Chunk> inbox() {
        return slots.isEmpty() ? outbox : slots.get(0).inbox();
    }

    private Queue<Chunk> after(int index) {
        return index + 1 < slots.size() ? slots.get(index + 1).inbox() : outbox;
    }
}
