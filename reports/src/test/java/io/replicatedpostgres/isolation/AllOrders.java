package io.replicatedpostgres.isolation;

import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.TransactionStep;
import io.replicatedpostgres.journal.TransactionStep.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Whether a small history can be explained at all: every order of its transactions is tried. Slow, and plain enough to be believed. */
final class AllOrders {

    private final List<Transaction> transactions;

    private AllOrders(List<Transaction> transactions) {
        this.transactions = transactions;
    }

    /** Whether the transactions can have run one after the other. */
    static boolean ofOneByOne(List<Transaction> transactions, int keys) {
        return new AllOrders(transactions).oneByOne(0, empty(keys));
    }

    /**
     * Whether there are a moment of its snapshot and a later one of its commit for each transaction, so that each reads what was
     * committed before its snapshot, and no two that overlap append to the same list.
     */
    static boolean ofSnapshots(List<Transaction> transactions, int keys) {
        return new AllOrders(transactions).snapshots(0, 0, empty(keys), new int[transactions.size()]);
    }

    private static List<List<Long>> empty(int keys) {
        List<List<Long>> lists = new ArrayList<>();
        IntStream.range(0, keys).forEach(key -> lists.add(new ArrayList<>()));
        return lists;
    }

    static List<List<Long>> copy(List<List<Long>> lists) {
        List<List<Long>> copy = new ArrayList<>();
        lists.forEach(list -> copy.add(new ArrayList<>(list)));
        return copy;
    }

    private boolean oneByOne(int done, List<List<Long>> state) {
        if (done == (1 << transactions.size()) - 1) {
            return true;
        }
        for (int i = 0; i < transactions.size(); i++) {
            if ((done & 1 << i) == 0) {
                List<List<Long>> after = copy(state);
                if (reads(transactions.get(i), after) && oneByOne(done | 1 << i, after)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a transaction reads what it read if it finds these lists; then they are as it leaves them. */
    private static boolean reads(Transaction transaction, List<List<Long>> lists) {
        for (TransactionStep step : transaction.steps()) {
            List<Long> list = lists.get((int) step.key());
            if (step.kind() == Kind.APPEND) {
                list.add(step.element());
            } else if (!list.equals(step.list())) {
                return false;
            }
        }
        return true;
    }

    /** All orders of what is left; beside each transaction that has begun those that committed since its snapshot, as bits. */
    private boolean snapshots(int begun, int done, List<List<Long>> state, int[] since) {
        if (done == (1 << transactions.size()) - 1) {
            return true;
        }
        for (int i = 0; i < transactions.size(); i++) {
            if ((begun & 1 << i) == 0 && reads(transactions.get(i), copy(state))) {
                int[] after = since.clone();
                after[i] = 0;
                if (snapshots(begun | 1 << i, done, state, after)) {
                    return true;
                }
            } else if ((begun & ~done & 1 << i) != 0 && !conflicts(i, since[i])) {
                if (committed(i, begun, done, state, since)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean committed(int which, int begun, int done, List<List<Long>> state, int[] since) {
        List<List<Long>> after = copy(state);
        transactions.get(which).steps().stream()
                .filter(step -> step.kind() == Kind.APPEND)
                .forEach(step -> after.get((int) step.key()).add(step.element()));
        int[] later = since.clone();
        IntStream.range(0, later.length).forEach(i -> later[i] |= 1 << which);
        return snapshots(begun, done | 1 << which, after, later);
    }

    private boolean conflicts(int which, int others) {
        return IntStream.range(0, transactions.size())
                .filter(other -> (others & 1 << other) != 0)
                .anyMatch(other -> transactions.get(other).steps().stream()
                        .filter(step -> step.kind() == Kind.APPEND)
                        .anyMatch(step -> appends(which, step.key())));
    }

    private boolean appends(int which, long key) {
        return transactions.get(which).steps().stream()
                .anyMatch(step -> step.kind() == Kind.APPEND && step.key() == key);
    }
}
