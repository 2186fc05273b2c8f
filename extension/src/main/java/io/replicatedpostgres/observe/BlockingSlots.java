package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SlotState;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Logical slots on a standby that have the name of a failover slot of the primary and are no copy of it: a former primary's.
 * PostgreSQL then copies no slot at all, and says so in the log of the standby (slotsync.c, 17 and later).
 */
final class BlockingSlots implements Detector {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Pattern SAYS =
            Pattern.compile("(exiting from slot synchronization because same name slot \"([^\"]+)\" already exists.*)");

    private record SlotOf(NodeRef node, String slot) {}

    private final Lasting blocks = new Lasting();

    @Override
    public List<Finding> look(Look look, Picture all) {
        Circumstances now = look.circumstances();
        if (now == null
                || !look.isAnswered()
                || look.role() != Role.STANDBY
                || !now.conf().syncsSlots()) {
            return List.of();
        }
        return look.slots().stream()
                .filter(slot -> lasts(slot, look, all))
                .map(slot -> found(
                        look.node(),
                        slot.name(),
                        "the primary has a failover slot %s, and this standby has one of its own"
                                .formatted(slot.name())))
                .toList();
    }

    private boolean lasts(SlotState slot, Look look, Picture all) {
        var key = new SlotOf(look.node(), slot.name());
        boolean isItsOwn = !slot.physical() && !slot.isSynced();
        boolean isOnPrimary = all.onlyPrimary(look.beganNanos()).stream()
                .flatMap(primary -> primary.slots().stream())
                .anyMatch(other -> other.name().equals(slot.name()) && Boolean.TRUE.equals(other.failover()));
        if (!isItsOwn || !isOnPrimary) {
            blocks.forget(key);
            return false;
        }
        return blocks.sameFor(key, true, look).compareTo(PATIENCE) >= 0;
    }

    @Override
    public List<Finding> line(NodeRef node, String line, long earliestNanos, long readNanos, Picture all) {
        Matcher matcher = SAYS.matcher(line);
        return matcher.find()
                ? List.of(found(node, matcher.group(2), "its log says '%s'".formatted(matcher.group(1))))
                : List.of();
    }

    private static Finding found(NodeRef node, String slot, String why) {
        return Finding.of(
                Illusion.SLOT_BLOCKS_SYNCHRONIZATION,
                node,
                slot,
                "its slot %s is in the way of sync_replication_slots, and no failover slot is copied to it: %s. Drop it here"
                        .formatted(slot, why));
    }
}
