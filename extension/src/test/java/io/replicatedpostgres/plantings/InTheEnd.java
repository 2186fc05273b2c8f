package io.replicatedpostgres.plantings;

import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.OperationPlan;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a node of a hand-written history holds in the end. */
record InTheEnd(
        HandWritten history, String workload, NodeRef node, boolean counts, Role role, int timeline, boolean caughtUp) {

    /** These rows. */
    HandWritten has(String rows) {
        return has(rows, "");
    }

    /** These rows, some of them more than once. */
    HandWritten has(String rows, String twice) {
        return contents(rows, twice, Map.of(), null, null, Map.of());
    }

    /** These rows, some with a value that is not theirs. */
    HandWritten hasAltered(String rows, Map<Long, Long> altered) {
        return contents(rows, "", Map.of(), null, null, altered);
    }

    /** These writes to registers, by the numbers of the operations, and these values. */
    HandWritten hasWrites(String writes, Map<Long, Long> registers) {
        return contents("", "", registers, null, writes, Map.of());
    }

    /** These values of registers, and no record of the writes: as before version 4 of the format. */
    HandWritten hasRegisters(Map<Long, Long> registers) {
        return history.event(
                new FinalContents(workload, node, counts, RowRanges.EMPTY, RowRanges.EMPTY, registers, null));
    }

    /** These transfers, and what they leave in the accounts, but for these changes. */
    HandWritten hasTransfers(String transfers, Map<Long, Long> changes) {
        var accounts = new TreeMap<Long, Long>();
        for (long account = 0; account < OperationPlan.ACCOUNTS; account++) {
            accounts.put(account, OperationPlan.OPENING_BALANCE);
        }
        RowRanges.parse(transfers).rows().forEach(id -> {
            accounts.merge(OperationPlan.transferFrom(id), -1L, Long::sum);
            accounts.merge(OperationPlan.transferTo(id), 1L, Long::sum);
        });
        changes.forEach((account, change) -> accounts.merge(account, change, Long::sum));
        long balance = accounts.values().stream().mapToLong(Long::longValue).sum();
        return contents(transfers, "", accounts, balance, null, Map.of());
    }

    /** These transfers, and no account at all. */
    HandWritten hasTransfersWithoutAccounts(String transfers) {
        return contents(transfers, "", Map.of(), null, null, Map.of());
    }

    /** It could not be read. */
    HandWritten isUnreadable(String problem) {
        return history.event(FinalContents.unread(workload, node, counts, standing(), problem));
    }

    private HandWritten contents(
            String rows,
            String twice,
            Map<Long, Long> registers,
            @Nullable Long balance,
            @Nullable String writes,
            Map<Long, Long> altered) {
        return history.event(new FinalContents(
                workload,
                node,
                counts,
                RowRanges.parse(rows),
                RowRanges.parse(twice),
                registers,
                balance,
                writes == null ? null : RowRanges.parse(writes),
                altered,
                standing(),
                null));
    }

    private Standing standing() {
        return new Standing(role, new Timeline(timeline), caughtUp);
    }
}
