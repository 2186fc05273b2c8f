package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.RowRanges;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node has of a workload in the end, when everything is healed.
 *
 * @param workload the name of the workload
 * @param node which node
 * @param survivor whether it is the node that counts: the primary that clients will find from now on
 * @param rows the numbers of the rows that are there
 * @param duplicated the numbers of those that are there more than once
 * @param registers the value of each register
 * @param balance the sum of all accounts; null if there are none
 */
public record FinalContents(
        String workload,
        NodeRef node,
        boolean survivor,
        RowRanges rows,
        RowRanges duplicated,
        Map<Long, Long> registers,
        @Nullable Long balance)
        implements Event {

    /** Copies the registers. */
    public FinalContents {
        registers = Collections.unmodifiableMap(new TreeMap<>(registers));
    }
}
