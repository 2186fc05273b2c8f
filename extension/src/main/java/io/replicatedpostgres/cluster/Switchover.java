package io.replicatedpostgres.cluster;

import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SlotState;
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

    /** The old primary stops in order, which ships all it has; only then is the heir promoted. */
    static Switchover of(Cluster cluster, Node heir) {
        Node old = cluster.primary();
        if (heir == old || !heir.isStandby()) {
            throw new ReplicatedPostgresException(
                    "no switchover to %s: it is no running standby of %s".formatted(heir, old));
        }
        heir.awaitStreamingFrom(old);
        old.stop();
        heir.promote();
        heir.checkpoint();
        RewindPreflight proof = old.preflightRewindTo(heir);
        if (proof.verdict() != Verdict.NOTHING_TO_DO) {
            throw new ReplicatedPostgresException(
                    "%s is the primary now, but %s had written what it never got: %s. %s is stopped: rewind it."
                            .formatted(heir, old, proof, old));
        }
        old.follow(heir);
        old.start();
        for (Node other : cluster.standbys()) {
            if (other != old) {
                other.follow(heir);
            }
        }
        cluster.awaitInSync();
        List<String> ours = cluster.nodes().stream()
                .map(node -> node.member().slotName())
                .filter(java.util.Objects::nonNull)
                .toList();
        List<String> stale = old.slots().stream()
                .filter(slot -> slot.physical() && !slot.active())
                .map(SlotState::name)
                .filter(ours::contains)
                .toList();
        stale.forEach(old::dropSlot);
        return new Switchover(
                old,
                heir,
                proof,
                stale,
                old.slots().stream().map(SlotState::name).toList());
    }
}
