package io.replicatedpostgres.cluster;

import java.util.List;

/**
 * The failover slots of the primary, as a standby has them.
 *
 * @param synced those it has a copy of, which outlives a promotion
 * @param missing those it has no copy of yet: their reader, or the standby, is too far behind. Read from them, let the
 *     standby replay, and synchronize again
 */
public record FailoverSlots(List<LogicalSlot> synced, List<String> missing) {

    /** Copies the lists. */
    public FailoverSlots {
        synced = List.copyOf(synced);
        missing = List.copyOf(missing);
    }
}
