package io.replicatedpostgres.isolation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Anomalies of two transactions that need no cycle: lost updates, and lists that exclude each other. */
final class PairFaults {

    private final TransactionTable table;
    private final Commits commits;
    private final Collected found;

    private PairFaults(TransactionTable table, Commits commits, Collected found) {
        this.table = table;
        this.commits = commits;
        this.found = found;
    }

    static void collect(TransactionTable table, Commits commits, Collected found) {
        var faults = new PairFaults(table, commits, found);
        faults.lostUpdates();
        faults.incompatibleOrders();
    }

    private record Version(int key, int length) {}

    private void lostUpdates() {
        Map<Version, Integer> updated = new HashMap<>();
        for (int i = 0; i < table.size(); i++) {
            if (commits.isAcknowledged(i)) {
                for (Version version : updates(i)) {
                    Integer other = updated.putIfAbsent(version, i);
                    if (other != null) {
                        found.add(Anomaly.LOST_UPDATE, lost(version), other, i);
                    }
                }
            }
        }
    }

    private String lost(Version version) {
        KeyHistory key = table.keys().get(version.key());
        String words = key.isRegister()
                ? "T1 and T2 both read %s at its version %s, and then both wrote it"
                : "T1 and T2 both read %s with the same %s elements, and then both appended to it";
        return words.formatted(key.name(), version.length());
    }

    /** What a transaction last read of each key before it first appended to it. */
    private List<Version> updates(int transaction) {
        Map<Integer, Version> read = new HashMap<>();
        Map<Integer, Version> updated = new HashMap<>();
        for (int step = table.firstStep(transaction); step < table.endOfSteps(transaction); step++) {
            int number = table.key(step);
            if (table.isWrite(step)) {
                Version version = read.get(number);
                if (version != null) {
                    updated.putIfAbsent(number, version);
                }
            } else if (!updated.containsKey(number) && KeyHistory.isPrefix(table.value(step))) {
                int length = Dependencies.foreign(table.keys().get(number), table.value(step), transaction);
                read.put(number, new Version(number, length));
            }
        }
        return List.copyOf(updated.values());
    }

    private void incompatibleOrders() {
        Map<Integer, Integer> longest = new HashMap<>();
        for (int i = 0; i < table.size(); i++) {
            for (int step = table.firstStep(i); step < table.endOfSteps(i); step++) {
                KeyHistory key = table.keys().get(table.key(step));
                boolean isWhole = !table.isWrite(step) && table.value(step) == key.size();
                if (isWhole && !key.others().isEmpty()) {
                    longest.putIfAbsent(table.key(step), i);
                }
            }
        }
        for (int i = 0; i < table.size(); i++) {
            for (int step = table.firstStep(i); step < table.endOfSteps(i); step++) {
                KeyHistory key = table.keys().get(table.key(step));
                long value = table.value(step);
                long read = table.isWrite(step) ? key.aside(value) : value;
                if (!KeyHistory.isPrefix(read)) {
                    incompatible(i, table.key(step), read, longest);
                }
            }
        }
    }

    private void incompatible(int reader, int number, long read, Map<Integer, Integer> longest) {
        KeyHistory key = table.keys().get(number);
        if (key.isRegister()) {
            versions(reader, key, read);
            return;
        }
        int at = 0;
        while (key.element(read, at) == key.ordered(at)) {
            at++;
        }
        found.add(
                Anomaly.INCOMPATIBLE_ORDER,
                "T1 read %s in list %s where T2 read %s, behind the same %s elements: neither list is the beginning of the other"
                        .formatted(key.ordered(at), key.key(), key.element(read, at), at),
                longest.getOrDefault(number, reader),
                reader);
    }

    /** The first place at which both orders have a value, and not the same one: without one the value would have fitted. */
    private void versions(int other, KeyHistory key, long read) {
        int at = 0;
        while (KeyHistory.isHole(key.ordered(at))
                || KeyHistory.isHole(key.element(read, at))
                || key.ordered(at) == key.element(read, at)) {
            at++;
        }
        long common = key.ordered(at);
        int writer = key.writer(common);
        found.add(
                Anomaly.INCOMPATIBLE_ORDER,
                "%s was %s as its version %s for T1, and %s for T2: two histories"
                        .formatted(key.name(), common, at + 1, key.element(read, at)),
                writer == KeyHistory.NO_WRITER ? other : writer,
                other);
    }
}
