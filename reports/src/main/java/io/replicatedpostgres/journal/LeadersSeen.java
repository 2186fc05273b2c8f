package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;
import java.util.List;

/**
 * What a failover manager's own record says of who leads, whenever that has changed. It was so since the look at which it is recorded, and may
 * have been so since the look before. Since version 6 of the format.
 *
 * @param leaders the nodes that lead; several where each node keeps a record of its own
 * @param answered whether the record could be read; if not, nothing is known of who leads
 * @param text the same in words
 */
public record LeadersSeen(List<NodeRef> leaders, boolean answered, String text) implements Event {

    /** Copies the list. */
    public LeadersSeen {
        leaders = List.copyOf(leaders);
    }
}
