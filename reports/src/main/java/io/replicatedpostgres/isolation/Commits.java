package io.replicatedpostgres.isolation;

import io.replicatedpostgres.journal.Operation.Result;
import java.util.BitSet;

/** Which transactions are committed for certain: those that were acknowledged, and those whose appends a committed one read. */
final class Commits {

    private final TransactionTable table;
    private final BitSet committed = new BitSet();

    Commits(TransactionTable table) {
        this.table = table;
        for (int i = 0; i < table.size(); i++) {
            committed.set(i, isAcknowledged(i));
        }
        for (KeyHistory key : table.keys()) {
            for (int i = 0; i < key.size(); i++) {
                seen(key.writer(key.ordered(i)));
            }
            key.others().forEach(list -> list.forEach(element -> seen(key.writer(element))));
        }
    }

    private void seen(int writer) {
        if (writer != KeyHistory.NO_WRITER && table.result(writer) == Result.UNKNOWN) {
            committed.set(writer);
        }
    }

    boolean has(int transaction) {
        return transaction != KeyHistory.NO_WRITER && committed.get(transaction);
    }

    /** Whether its client was told so, and when it ended is known. */
    boolean isAcknowledged(int transaction) {
        Result result = table.result(transaction);
        return result == Result.ACKNOWLEDGED || result == Result.LOCALLY;
    }
}
