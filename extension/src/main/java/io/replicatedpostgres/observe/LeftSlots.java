package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SlotState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Slots that nothing uses and that keep something all the same: WAL that grows, or rows that vacuum cannot remove. The slot of
 * a node that is not there, or does not stream, waits for that node: nothing is said of it.
 */
final class LeftSlots implements Detector {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What reads a logical slot may come back every few seconds. */
    private static final Duration PATIENCE_WITH_READERS = Duration.ofSeconds(10);

    private record SlotOf(NodeRef node, String slot) {}

    private record Kept(
            @Nullable Lsn restart,
            @Nullable Lsn confirmed,
            @Nullable Long xmin,
            @Nullable Long catalogXmin) {}

    /** How it was when it was first seen unused. */
    private record Beginning(Kept kept, long retainedBytes, long nextXid) {}

    private final Lasting unused = new Lasting();
    private final Map<SlotOf, Beginning> beginnings = new HashMap<>();

    @Override
    public List<Finding> look(Look look, Picture all) {
        Circumstances now = look.circumstances();
        if (now == null || !look.isAnswered()) {
            return List.of();
        }
        var found = new ArrayList<Finding>();
        for (SlotState slot : look.slots()) {
            var key = new SlotOf(look.node(), slot.name());
            Optional<String> why = whyUnused(slot, look, all);
            if (why.isEmpty()) {
                unused.forget(key);
            } else {
                judge(key, slot, look, now, why.get(), found);
            }
        }
        return found;
    }

    private void judge(SlotOf key, SlotState slot, Look look, Circumstances now, String why, List<Finding> found) {
        var kept = new Kept(slot.restartLsn(), slot.confirmedFlush(), slot.xmin(), slot.catalogXmin());
        Duration lasted = unused.sameFor(key, kept, look);
        long retained = slot.retained() == null ? 0 : slot.retained().bytes();
        if (lasted.isZero()) {
            beginnings.put(key, new Beginning(kept, retained, now.nextXid()));
        }
        Beginning before = beginnings.get(key);
        if (before == null || lasted.compareTo(slot.physical() ? PATIENCE : PATIENCE_WITH_READERS) < 0) {
            return;
        }
        if (slot.restartLsn() != null && retained > before.retainedBytes()) {
            found.add(Finding.of(
                    Illusion.UNUSED_SLOT,
                    look.node(),
                    slot.name(),
                    "nothing has streamed from its slot %s for %s s, which keeps %s of WAL, more and more: %s. Drop it if it is not needed"
                            .formatted(slot.name(), lasted.toSeconds(), slot.retained(), why)));
        }
        if (slot.holdsXmin() && now.nextXid() > before.nextXid() && keepsRows(look, now)) {
            found.add(Finding.of(
                    Illusion.SLOT_HOLDS_XMIN,
                    look.node(),
                    slot.name(),
                    "its slot %s keeps %s, while transactions have gone on to %s: %s. Nothing streams from it: %s. Drop it if it is not needed"
                            .formatted(
                                    slot.name(),
                                    xmin(slot),
                                    now.nextXid(),
                                    look.role() == Role.STANDBY
                                            ? "hot_standby_feedback tells its primary, where vacuum removes no row that is newer"
                                            : "vacuum removes no row that is newer",
                                    why)));
        }
    }

    private static String xmin(SlotState slot) {
        String both = slot.xmin() == null ? "" : "xmin " + slot.xmin();
        return slot.catalogXmin() == null
                ? both
                : both + (both.isEmpty() ? "" : " and ") + "catalog_xmin " + slot.catalogXmin();
    }

    /** A standby has no rows of its own to keep: it tells its primary, or it does not matter. */
    private static boolean keepsRows(Look look, Circumstances now) {
        return look.role() == Role.PRIMARY || (now.conf().feedback() && look.saysItStreams());
    }

    /** Why nothing will use it; empty if something does, or may again. */
    private static Optional<String> whyUnused(SlotState slot, Look look, Picture all) {
        if (slot.active() || slot.isSynced() || all.doings().isRearranging()) {
            return Optional.empty();
        }
        Optional<NodeRef> owner = slot.physical() ? all.ownerOf(slot.name()) : Optional.empty();
        if (owner.isEmpty()) {
            return Optional.of(slot.physical() ? "no node of the cluster streams through it" : "nothing reads it");
        } else if (owner.get().equals(look.node())) {
            return Optional.of("it is this node's own, which cannot stream from itself");
        }
        return all.answered(owner.get(), look.beganNanos())
                .filter(other -> !all.doings().isTakenDown(other.node()))
                .flatMap(other -> whyUnusedBy(other, slot, look, all));
    }

    private static Optional<String> whyUnusedBy(Look owner, SlotState slot, Look look, Picture all) {
        if (owner.role() == Role.PRIMARY) {
            return Optional.of("%s is a primary".formatted(owner.node()));
        } else if (!owner.saysItStreams() || owner.sample().receiver() == null) {
            return Optional.empty();
        }
        Optional<NodeRef> sender = all.senderOf(owner);
        if (sender.isPresent() && !sender.get().equals(look.node())) {
            return Optional.of("%s streams from %s".formatted(owner.node(), sender.get()));
        }
        String through = owner.sample().receiver().slotName();
        return slot.name().equals(through)
                ? Optional.empty()
                : Optional.of("%s streams %s"
                        .formatted(owner.node(), through == null ? "without a slot" : "through the slot " + through));
    }
}
