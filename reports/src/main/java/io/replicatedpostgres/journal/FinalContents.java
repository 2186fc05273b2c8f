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
 * @param registers the value of each register, and the balance of each account
 * @param balance the sum of all accounts; null if there are none
 * @param writes the numbers of the writes to registers that are there, each of which left a row; null if there are no
 *     registers, and before version 4 of the format
 * @param altered the rows whose value is not the one that their number asks for, with the value that is there; null before
 *     version 4 of the format
 * @param standing what the node was when it was read; null before version 4 of the format
 * @param problem why it could not be read, and then nothing else is known; null if it could
 */
public record FinalContents(
        String workload,
        NodeRef node,
        boolean survivor,
        RowRanges rows,
        RowRanges duplicated,
        Map<Long, Long> registers,
        @Nullable Long balance,
        @Nullable RowRanges writes,
        @Nullable Map<Long, Long> altered,
        @Nullable Standing standing,
        @Nullable String problem)
        implements Event {

    /** Copies the maps. */
    public FinalContents {
        registers = Collections.unmodifiableMap(new TreeMap<>(registers));
        altered = altered == null ? null : Collections.unmodifiableMap(new TreeMap<>(altered));
    }

    /** As before version 4 of the format: without writes to registers, altered rows and the standing of the node. */
    public FinalContents(
            String workload,
            NodeRef node,
            boolean survivor,
            RowRanges rows,
            RowRanges duplicated,
            Map<Long, Long> registers,
            @Nullable Long balance) {
        this(workload, node, survivor, rows, duplicated, registers, balance, null, null, null, null);
    }

    /** Of a node that could not be read. */
    public static FinalContents unread(
            String workload, NodeRef node, boolean survivor, @Nullable Standing standing, String problem) {
        return new FinalContents(
                workload,
                node,
                survivor,
                RowRanges.EMPTY,
                RowRanges.EMPTY,
                Map.of(),
                null,
                null,
                null,
                standing,
                problem);
    }
}
