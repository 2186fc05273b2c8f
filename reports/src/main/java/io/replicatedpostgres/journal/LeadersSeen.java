package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;
import java.util.List;

/**
 * The leaders by a failover manager's own record, recorded when they have changed: it may have begun at any time after the look before.
 * Since version 6 of the format.
 *
 * @param leaders the nodes that lead; several where each node keeps a record of its own
 * @param silent the nodes whose own record could not be read: nothing is known of them
 * @param answered whether any record could be read; if not, nothing is known of who leads
 * @param text the same in words
 */
public record LeadersSeen(List<NodeRef> leaders, List<NodeRef> silent, boolean answered, String text) implements Event {

    /** Copies the lists. */
    public LeadersSeen {
        leaders = List.copyOf(leaders);
        silent = List.copyOf(silent);
    }

    /** Whether it says the same as another one, in whatever words. */
    public boolean saysTheSameAs(LeadersSeen other) {
        return leaders.equals(other.leaders) && silent.equals(other.silent) && answered == other.answered;
    }
}
