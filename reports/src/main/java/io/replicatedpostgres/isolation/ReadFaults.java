package io.replicatedpostgres.isolation;

import io.replicatedpostgres.journal.Operation.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/** Anomalies of single reads, without any cycle: each read is looked at once. */
final class ReadFaults {

    private final TransactionTable table;
    private final Commits commits;
    private final Collected found;
    private final List<int[]> ordered = new ArrayList<>();

    private ReadFaults(TransactionTable table, Commits commits, Collected found) {
        this.table = table;
        this.commits = commits;
        this.found = found;
        for (KeyHistory key : table.keys()) {
            List<Long> order = key.list(key.size());
            ordered.add(new int[] {
                first(order, at -> isRejected(key.writer(order.get(at)))),
                first(order, at -> isUnwritten(key, order.get(at))),
                duplicate(order)
            });
        }
    }

    static void collect(TransactionTable table, Commits commits, Collected found) {
        var faults = new ReadFaults(table, commits, found);
        for (int i = 0; i < table.size(); i++) {
            if (commits.isAcknowledged(i)) {
                faults.of(i);
            }
        }
    }

    private static int first(List<Long> list, IntPredicate wrong) {
        for (int i = 0; i < list.size(); i++) {
            if (wrong.test(i)) {
                return i;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static int duplicate(List<Long> list) {
        Set<Long> seen = new HashSet<>();
        return first(list, at -> !KeyHistory.isHole(list.get(at)) && !seen.add(list.get(at)));
    }

    private static boolean isUnwritten(KeyHistory key, long element) {
        return !KeyHistory.isHole(element) && key.writer(element) == KeyHistory.NO_WRITER;
    }

    private boolean isRejected(int writer) {
        return writer != KeyHistory.NO_WRITER && table.result(writer) == Result.REJECTED;
    }

    private void of(int reader) {
        Map<Integer, Integer> own = new HashMap<>();
        Map<Integer, Integer> before = new HashMap<>();
        for (int step = table.firstStep(reader); step < table.endOfSteps(reader); step++) {
            int number = table.key(step);
            if (table.isWrite(step)) {
                own.merge(number, 1, Integer::sum);
                continue;
            }
            KeyHistory key = table.keys().get(number);
            long read = table.value(step);
            elements(reader, number, read);
            int foreign = Dependencies.foreign(key, read, reader);
            own(reader, key, key.length(read) - foreign, own.getOrDefault(number, 0));
            later(reader, key, read, step);
            last(reader, key, read, foreign);
            Integer earlier = before.put(number, foreign);
            if (earlier != null && earlier != foreign) {
                found.add(
                        Anomaly.NON_REPEATABLE_READ,
                        (key.isRegister()
                                        ? "T1 read %s twice, first at version %s, then at %s"
                                        : "T1 read %s twice, first with %s elements of others, then with %s")
                                .formatted(key.name(), earlier, foreign),
                        reader);
            }
        }
    }

    /** Whether all that was read was written, once, by a transaction that was not told that it failed. */
    private void elements(int reader, int number, long read) {
        KeyHistory key = table.keys().get(number);
        int[] wrong = ordered.get(number);
        if (!KeyHistory.isPrefix(read)) {
            List<Long> list = key.other(read);
            wrong = new int[] {
                first(list, at -> isRejected(key.writer(list.get(at)))),
                first(list, at -> isUnwritten(key, list.get(at))),
                duplicate(list)
            };
        }
        int length = key.length(read);
        if (wrong[0] < length) {
            long element = key.element(read, wrong[0]);
            found.add(
                    Anomaly.G1A,
                    "T2 read %s in %s, which T1 wrote and was told that it is not done".formatted(element, key.name()),
                    key.writer(element),
                    reader);
        }
        if (wrong[1] < length) {
            found.add(
                    Anomaly.GARBAGE_READ,
                    "T1 read %s in %s, which no transaction wrote".formatted(key.element(read, wrong[1]), key.name()),
                    reader);
        }
        if (wrong[2] < length) {
            found.add(
                    Anomaly.DUPLICATE_ELEMENT,
                    "T1 read %s twice in %s".formatted(key.element(read, wrong[2]), key.name()),
                    reader);
        }
    }

    private void own(int reader, KeyHistory key, int seen, int appended) {
        if (seen < appended) {
            found.add(
                    Anomaly.INTERNAL,
                    "T1 had written %s times to %s, and then found the last %s of that"
                            .formatted(appended, key.name(), seen),
                    reader);
        }
    }

    private void later(int reader, KeyHistory key, long read, int step) {
        for (int next = step + 1; next < table.endOfSteps(reader); next++) {
            boolean isOfKey = table.isWrite(next) && table.keys().get(table.key(next)) == key;
            if (isOfKey && key.list(read).contains(table.value(next))) {
                found.add(
                        Anomaly.FUTURE_READ,
                        "T1 read %s in %s, which it wrote only later".formatted(table.value(next), key.name()),
                        reader);
            }
        }
    }

    /** The last element of another transaction: it wrote no more to this list, and had begun before this one ended. */
    private void last(int reader, KeyHistory key, long read, int foreign) {
        if (foreign == 0) {
            return;
        }
        long element = key.element(read, foreign - 1);
        int writer = key.writer(element);
        if (!commits.has(writer)) {
            return;
        }
        if (table.invoked(writer) > table.ended(reader)) {
            found.add(
                    Anomaly.FUTURE_READ,
                    "T2 read %s in %s, which T1 began to write only after T2 had ended".formatted(element, key.name()),
                    writer,
                    reader);
        }
        boolean passed = false;
        for (int step = table.firstStep(writer); step < table.endOfSteps(writer); step++) {
            if (table.isWrite(step) && table.keys().get(table.key(step)) == key) {
                if (passed) {
                    found.add(
                            Anomaly.G1B,
                            "T2 read %s last in %s, and T1, which wrote it, wrote more to it"
                                    .formatted(element, key.name()),
                            writer,
                            reader);
                    return;
                }
                passed = table.value(step) == element;
            }
        }
    }
}
