package io.replicatedpostgres.cluster;

import java.util.List;

/**
 * A planned change of the primary, done.
 *
 * @param from who was the primary, and is a standby of the new one
 * @param to who is the primary
 * @param proof that the old primary had nothing that the new one lacks: it needed no rewind
 * @param droppedSlots the slots of the old primary's standbys, which would keep WAL there for ever
 * @param remainingSlots the slots of others that are still there, and keep WAL
 */
public record Switchover(
        Node from, Node to, RewindPreflight proof, List<String> droppedSlots, List<String> remainingSlots) {

    /** Copies the lists. */
    public Switchover {
        droppedSlots = List.copyOf(droppedSlots);
        remainingSlots = List.copyOf(remainingSlots);
    }
}
