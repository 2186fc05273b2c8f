package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.OperationPlan;
import io.replicatedpostgres.model.RowRanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The outcomes of the writes that leave a row of their own, and of the transfers between accounts. */
record RowLedger(
        List<Operation> lost,
        List<Operation> locallyLost,
        RowRanges phantom,
        List<String> changed,
        long unknownPresent) {

    static RowLedger of(Work work, FinalContents contents) {
        var lost = new ArrayList<Operation>();
        var locallyLost = new ArrayList<Operation>();
        var rejected = new HashSet<Long>();
        var changed = new ArrayList<String>();
        Map<Long, Long> altered = contents.altered() == null ? Map.of() : contents.altered();
        var unexplained = new HashSet<>(altered.keySet());
        long unknownPresent = 0;
        for (Operation row : (Iterable<Operation>)
                work.operations().filter(each -> each.kind().leavesRow())::iterator) {
            boolean there = contents.rows().contains(row.key());
            switch (row.result()) {
                case ACKNOWLEDGED -> addUnless(there, row, lost);
                case LOCALLY -> addUnless(there, row, locallyLost);
                case REJECTED -> rejected.add(row.key());
                case UNKNOWN -> unknownPresent += there ? 1 : 0;
            }
            if (unexplained.remove(row.key())) {
                alteration(row, altered.get(row.key()), changed);
            }
        }
        unexplained.forEach(key -> changed.add("row %s = %s, which no client wrote".formatted(key, altered.get(key))));
        accounts(work, contents, changed);
        return new RowLedger(lost, locallyLost, phantoms(work, contents.rows(), rejected), changed, unknownPresent);
    }

    /** The value of a transfer is its amount, which its row does not hold. */
    private static void alteration(Operation row, @Nullable Long found, List<String> changed) {
        long written = row.kind() == Kind.TRANSFER ? OperationPlan.rowValue(row.key()) : row.value();
        if (found == null || found != written) {
            changed.add("row %s = %s instead of %s".formatted(row.key(), found, written));
        }
    }

    /**
     * Which transfers are there tells what each account must hold. Where there is none of either, the tables are gone, which is
     * told as lost; journals before version 4 need not have any account.
     */
    private static void accounts(Work work, FinalContents contents, List<String> changed) {
        // more rows than operations are phantoms, and a made-up journal may name any number of them
        boolean isRecorded = !contents.registers().isEmpty()
                || (contents.altered() != null && contents.rows().count() > 0);
        if (work.balance().isEmpty() || !isRecorded || contents.rows().count() > work.size()) {
            return;
        }
        var expected = new long[OperationPlan.ACCOUNTS];
        Arrays.fill(expected, OperationPlan.OPENING_BALANCE);
        contents.rows().rows().forEach(id -> {
            expected[(int) OperationPlan.transferFrom(id)]--;
            expected[(int) OperationPlan.transferTo(id)]++;
        });
        for (int account = 0; account < expected.length; account++) {
            Long found = contents.registers().get((long) account);
            if (found == null || found != expected[account]) {
                changed.add("account %s holds %s instead of %s"
                        .formatted(account, found == null ? "nothing" : found, expected[account]));
            }
        }
        contents.registers().keySet().stream()
                .filter(account -> account < 0 || account >= expected.length)
                .forEach(account -> changed.add("account %s, which no client made".formatted(account)));
    }

    private static void addUnless(boolean there, Operation operation, List<Operation> missing) {
        if (!there) {
            missing.add(operation);
        }
    }

    private static RowRanges phantoms(Work work, RowRanges rows, Set<Long> rejected) {
        RowRanges asked = RowRanges.of(work.operations()
                .filter(operation -> operation.kind().leavesRow())
                .mapToLong(Operation::key)
                .filter(key -> !rejected.contains(key)));
        return rows.minus(asked);
    }
}
