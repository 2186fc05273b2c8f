package io.replicatedpostgres.isolation;

import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.TransactionStep;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.LongStream;

/**
 * A process of its own that judges so many transactions: half of them append to one to three of the lists that are worked on, half read
 * all of these in a snapshot that may be some commits old; now and then two readers see a long fork, if that is wanted.
 */
final class IsolationSoak {

    private static final int ACTIVE = 6;
    private static final int LENGTH_MAX = 20;
    private static final int CLIENTS = 8;
    private static final int FORK_EVERY = 1_000;

    private final Random random = new Random(5);
    private final long[] keys = new long[ACTIVE];
    private final List<List<Long>> lists = new ArrayList<>();
    private final Deque<Moment> moments = new ArrayDeque<>();
    private final boolean forks;
    private long nextKey;
    private long nextElement = 1;

    /** What all lists were after a commit. */
    private record Moment(List<Long> keys, List<List<Long>> lists) {}

    private IsolationSoak(boolean forks) {
        this.forks = forks;
        for (int i = 0; i < ACTIVE; i++) {
            keys[i] = nextKey++;
            lists.add(new ArrayList<>());
        }
        remember();
    }

    /** Takes a directory, which it does not use, and the number of transactions; prints how long each level took. */
    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[1]);
        for (boolean forks : new boolean[] {false, true}) {
            long began = System.nanoTime();
            TransactionTable table = new IsolationSoak(forks).table(count);
            System.out.printf(Locale.ROOT, "%,d transactions made and taken in %.1f s%n", count, seconds(began));
            System.out.printf(Locale.ROOT, "%,d transactions are kept in %.1f MB%n", count, used() / 1e6);
            for (Level level : Level.values()) {
                for (Order order : Order.values()) {
                    long asked = System.nanoTime();
                    Judgement judgement = Isolation.judge(table, level, order);
                    System.out.printf(
                            Locale.ROOT,
                            "%,d transactions, %s, %s: %s in %.2f s%n",
                            count,
                            level.words(),
                            order,
                            judgement.findings().stream().map(Finding::name).toList(),
                            seconds(asked));
                }
            }
        }
    }

    /** How much of the heap is in use once all that is not is gone. */
    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private TransactionTable table(int count) {
        var table = new TransactionTable();
        for (int i = 0; i < count; i++) {
            if (forks && i % FORK_EVERY == FORK_EVERY - 4) {
                fork(table, i);
                i += 3;
            } else {
                table.add(i % 2 == 0 ? writer(i) : reader(i));
            }
        }
        return table;
    }

    private Transaction writer(long id) {
        var steps = new ArrayList<TransactionStep>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            int place = random.nextInt(ACTIVE);
            steps.add(append(place));
        }
        remember();
        return transaction(id, steps);
    }

    private TransactionStep append(int place) {
        if (lists.get(place).size() >= LENGTH_MAX) {
            keys[place] = nextKey++;
            lists.set(place, new ArrayList<>());
        }
        long element = nextElement++;
        lists.get(place).add(element);
        return TransactionStep.append(keys[place], element);
    }

    private Transaction reader(long id) {
        int back = random.nextInt(moments.size());
        Moment moment = moments.stream().skip(back).findFirst().orElseThrow();
        var steps = new ArrayList<TransactionStep>();
        for (int i = 0; i < ACTIVE; i++) {
            steps.add(TransactionStep.read(moment.keys().get(i), moment.lists().get(i)));
        }
        return transaction(id, steps);
    }

    private void fork(TransactionTable table, long id) {
        List<List<Long>> before = AllOrders.copy(lists);
        long[] keysBefore = keys.clone();
        table.add(transaction(id, List.of(append(0))));
        table.add(transaction(id + 1, List.of(append(1))));
        if (keysBefore[0] == keys[0] && keysBefore[1] == keys[1]) {
            table.add(transaction(id + 2, List.of(read(0), TransactionStep.read(keys[1], before.get(1)))));
            table.add(transaction(id + 3, List.of(TransactionStep.read(keys[0], before.get(0)), read(1))));
        }
        remember();
    }

    private TransactionStep read(int place) {
        return TransactionStep.read(keys[place], lists.get(place));
    }

    private void remember() {
        moments.addFirst(new Moment(LongStream.of(keys).boxed().toList(), AllOrders.copy(lists)));
        if (moments.size() > CLIENTS) {
            moments.removeLast();
        }
    }

    private static Transaction transaction(long id, List<TransactionStep> steps) {
        long from = id * 1_000;
        return Told.of(id, (int) (id % CLIENTS), from, from + 1_000 * (CLIENTS - 1), Result.ACKNOWLEDGED, steps);
    }
}
