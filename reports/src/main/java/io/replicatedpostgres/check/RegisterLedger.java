package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.ServerState.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The outcomes of the writes to registers. Each leaves a row beside the register, so that each is judged, and a later write hides
 * none. Journals before version 4 have no such rows: there, what lies past a fork or was missing from a read of the survivor is
 * lost, and so is what is greater than the last value, since the values of a register only grow.
 */
record RegisterLedger(
        List<Operation> lost,
        List<Operation> locallyLost,
        RowRanges phantom,
        List<String> changed,
        long unknownPresent) {

    static RegisterLedger of(History history, Work work, FinalContents contents) {
        RowRanges writes = contents.writes();
        boolean hasRegisters = work.operations().anyMatch(RegisterLedger::isWrite)
                || (!contents.registers().isEmpty() && work.balance().isEmpty());
        if (!hasRegisters) {
            return new RegisterLedger(List.of(), List.of(), RowRanges.EMPTY, List.of(), 0);
        }
        return writes == null ? inferred(history, work, contents) : counted(work, contents, writes);
    }

    private static boolean isWrite(Operation operation) {
        return operation.kind() == Kind.WRITE;
    }

    private static RegisterLedger counted(Work work, FinalContents contents, RowRanges writes) {
        var lost = new ArrayList<Operation>();
        var locallyLost = new ArrayList<Operation>();
        var asked = new ArrayList<Long>();
        Map<Long, Long> greatest = new HashMap<>();
        long unknownPresent = 0;
        for (Operation write : (Iterable<Operation>) work.operations().filter(RegisterLedger::isWrite)::iterator) {
            boolean there = writes.contains(write.id());
            if (there) {
                greatest.merge(write.key(), write.value(), Math::max);
            }
            switch (write.result()) {
                case ACKNOWLEDGED -> addUnless(there, write, lost);
                case LOCALLY -> addUnless(there, write, locallyLost);
                case REJECTED -> {}
                case UNKNOWN -> unknownPresent += there ? 1 : 0;
            }
            if (write.result() != Result.REJECTED) {
                asked.add(write.id());
            }
        }
        return new RegisterLedger(
                lost,
                locallyLost,
                writes.minus(RowRanges.of(asked)),
                differences(work, contents, greatest),
                unknownPresent);
    }

    /** A register must hold the greatest of its writes that are there; 0 if none is. */
    private static List<String> differences(Work work, FinalContents contents, Map<Long, Long> greatest) {
        var changed = new ArrayList<String>();
        if (contents.registers().isEmpty() && greatest.isEmpty()) {
            // the tables are gone, and with them every write, which is told as lost
            return List.of();
        }
        var keys = new TreeSet<>(contents.registers().keySet());
        keys.addAll(greatest.keySet());
        for (long key = 0; key < work.clients(); key++) {
            keys.add(key);
        }
        for (Long key : keys) {
            Long found = contents.registers().get(key);
            long wanted = greatest.getOrDefault(key, 0L);
            boolean made = greatest.containsKey(key) || work.clients() == 0 || (key >= 0 && key < work.clients());
            if (!made) {
                changed.add("register %s = %s, which no client made".formatted(key, found));
            } else if (found == null || found != wanted) {
                changed.add("register %s = %s, and the last of its writes that are there is %s"
                        .formatted(key, found == null ? "nothing" : found, wanted));
            }
        }
        return changed;
    }

    private static RegisterLedger inferred(History history, Work work, FinalContents contents) {
        var lost = new ArrayList<Operation>();
        var locallyLost = new ArrayList<Operation>();
        var changed = new ArrayList<String>();
        Map<Long, Result> values = new HashMap<>();
        Lineage lineage = Lineage.of(history, work, contents.node(), contents.standing());
        Covered covered = Covered.of(history, work, contents.node());
        long unknownPresent = 0;
        for (Operation write : (Iterable<Operation>) work.operations().filter(RegisterLedger::isWrite)::iterator) {
            long last = contents.registers().getOrDefault(write.key(), 0L);
            boolean there =
                    write.value() <= last && lineage.of(write) != Lineage.Place.BEYOND && !covered.wasMissing(write);
            switch (write.result()) {
                case ACKNOWLEDGED -> addUnless(there, write, lost);
                case LOCALLY -> addUnless(there, write, locallyLost);
                case UNKNOWN -> unknownPresent += write.value() == last ? 1 : 0;
                case REJECTED -> {}
            }
            if (write.value() == last) {
                values.merge(write.key(), write.result(), (one, other) -> one == Result.REJECTED ? other : one);
            }
        }
        contents.registers().forEach((key, value) -> {
            Result written = values.get(key);
            if (value != 0 && written == null) {
                changed.add("register %s = %s, which no client wrote".formatted(key, value));
            } else if (written == Result.REJECTED && value != 0) {
                changed.add("register %s = %s, whose write was rejected".formatted(key, value));
            }
        });
        return new RegisterLedger(lost, locallyLost, RowRanges.EMPTY, changed, unknownPresent);
    }

    private static void addUnless(boolean there, Operation operation, List<Operation> missing) {
        if (!there) {
            missing.add(operation);
        }
    }

    /** Writes that reads of a primary show to be missing: a read that returns less than was acknowledged before shows a loss. */
    private record Covered(Map<Long, NavigableMap<Long, Long>> leastFrom) {

        static Covered of(History history, Work work, NodeRef survivor) {
            Map<Long, NavigableMap<Long, Long>> leastFrom = new HashMap<>();
            work.acknowledged()
                    .filter(operation -> operation.kind() == Kind.READ && survivor.equals(operation.node()))
                    .filter(read -> history.course()
                            .roleOf(survivor, read.invokedNanos())
                            .filter(role -> role != Role.PRIMARY)
                            .isEmpty())
                    .forEach(read -> leastFrom
                            .computeIfAbsent(read.key(), first -> new TreeMap<>())
                            .merge(read.invokedNanos(), read.value(), Math::min));
            leastFrom.values().forEach(Covered::accumulate);
            return new Covered(leastFrom);
        }

        /** From each time on, the least that any later read returned. */
        private static void accumulate(NavigableMap<Long, Long> values) {
            long least = Long.MAX_VALUE;
            for (Map.Entry<Long, Long> read : values.descendingMap().entrySet()) {
                least = Math.min(least, read.getValue());
                read.setValue(least);
            }
        }

        boolean wasMissing(Operation write) {
            NavigableMap<Long, Long> least = leastFrom.get(write.key());
            Map.Entry<Long, Long> after = least == null ? null : least.ceilingEntry(write.endedNanos());
            return after != null && after.getValue() < write.value();
        }
    }
}
