package io.replicatedpostgres.manager;

import io.replicatedpostgres.model.NodeRef;
import java.util.List;

/**
 * What a failover manager's own record says of who leads.
 *
 * @param leaders the nodes that lead; several where each node keeps a record of its own
 * @param answered whether the record could be read
 * @param words the same in words, for a report
 */
public record WhoLeads(List<NodeRef> leaders, boolean answered, String words) {

    /** Copies the list. */
    public WhoLeads {
        leaders = List.copyOf(leaders);
    }
}
