package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.SlotSampled;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SlotState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The most WAL that a slot was seen to keep.
 *
 * @param node the node it is on
 * @param name its name
 * @param retained how much
 * @param lost whether it was ever seen lost
 */
public record SlotPeak(NodeRef node, String name, DataSize retained, boolean lost) {

    private SlotPeak with(SlotPeak later) {
        DataSize most = later.retained.compareTo(retained) > 0 ? later.retained : retained;
        return new SlotPeak(node, name, most, lost || later.lost);
    }

    /** Collects the peaks of all slots. */
    static final class Collector {

        private final Map<String, SlotPeak> peaks = new LinkedHashMap<>();

        void saw(SlotSampled sampled) {
            SlotState slot = sampled.slot();
            var peak = new SlotPeak(
                    slot.node(),
                    slot.name(),
                    slot.retained() == null ? DataSize.bytes(0) : slot.retained(),
                    slot.walStatus() == SlotState.WalStatus.LOST);
            peaks.merge(slot.node() + " " + slot.name(), peak, SlotPeak::with);
        }

        Collection<SlotPeak> all() {
            return peaks.values();
        }
    }
}
