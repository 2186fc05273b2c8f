package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.NodeRef;
import java.util.List;

/**
 * A standby that is no part of the cluster any more.
 *
 * @param node who it was
 * @param droppedSlots its slots on the nodes that run, which would have kept WAL for ever
 * @param unreachable nodes that did not run and may still have a slot of it
 */
public record StandbyRemoved(NodeRef node, List<String> droppedSlots, List<NodeRef> unreachable) {

    /** Copies the lists. */
    public StandbyRemoved {
        droppedSlots = List.copyOf(droppedSlots);
        unreachable = List.copyOf(unreachable);
    }
}
