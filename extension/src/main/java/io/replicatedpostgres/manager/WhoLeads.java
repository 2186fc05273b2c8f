package io.replicatedpostgres.manager;

import io.replicatedpostgres.model.NodeRef;
import java.util.List;

/**
 * The leaders by a failover manager's own record.
 *
 * @param leaders the nodes that lead; several where each node keeps a record of its own
 * @param silent the nodes whose own record could not be read
 * @param answered whether the record could be read
 * @param words the same in words, for a report
 */
public record WhoLeads(List<NodeRef> leaders, List<NodeRef> silent, boolean answered, String words) {

    /** Copies the lists. */
    public WhoLeads {
        leaders = List.copyOf(leaders);
        silent = List.copyOf(silent);
    }
}
