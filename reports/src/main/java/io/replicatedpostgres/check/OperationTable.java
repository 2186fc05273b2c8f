package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.CommitWait;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All operations of a workload in columns of numbers: some 80 bytes each instead of several objects. */
final class OperationTable {

    private static final int LONGS = 8;
    private static final int INTS = 6;

    private long[] longs = new long[LONGS * 64];
    private int[] ints = new int[INTS * 64];
    private final List<@Nullable Object> names = new ArrayList<>();
    private final Map<@Nullable Object, Integer> numbers = new HashMap<>();
    private int size;

    void add(Operation operation) {
        if (size * LONGS == longs.length) {
            longs = Arrays.copyOf(longs, longs.length * 2);
            ints = Arrays.copyOf(ints, ints.length * 2);
        }
        int at = size * LONGS;
        longs[at] = operation.id();
        longs[at + 1] = operation.invokedNanos();
        longs[at + 2] = operation.latencyNanos();
        longs[at + 3] = operation.key();
        longs[at + 4] = operation.value();
        longs[at + 5] = operation.lsn() == null ? 0 : operation.lsn().bytes();
        longs[at + 6] = operation.xid() == null ? -1 : operation.xid();
        longs[at + 7] = operation.client();
        ints[size * INTS] = number(operation.kind());
        ints[size * INTS + 1] = number(operation.result());
        ints[size * INTS + 2] = number(operation.node());
        ints[size * INTS + 3] = number(operation.sqlState());
        ints[size * INTS + 4] = number(operation.timeline());
        ints[size * INTS + 5] = number(operation.commitWait());
        size++;
    }

    int size() {
        return size;
    }

    Operation at(int index) {
        int at = index * LONGS;
        return new Operation(
                longs[at],
                (Operation.Kind) name(ints[index * INTS]),
                (int) longs[at + 7],
                longs[at + 1],
                longs[at + 2],
                (Operation.Result) name(ints[index * INTS + 1]),
                longs[at + 3],
                longs[at + 4],
                (NodeRef) names.get(ints[index * INTS + 2]),
                longs[at + 5] == 0 ? null : new Lsn(longs[at + 5]),
                longs[at + 6] < 0 ? null : longs[at + 6],
                (String) names.get(ints[index * INTS + 3]),
                (Timeline) names.get(ints[index * INTS + 4]),
                (CommitWait) names.get(ints[index * INTS + 5]));
    }

    /** In the order in which they were recorded. */
    Stream<Operation> stream() {
        return IntStream.range(0, size).mapToObj(this::at);
    }

    Stream<Operation> stream(Predicate<Operation> wanted) {
        return stream().filter(wanted);
    }

    @SuppressWarnings("NullAway") // kinds and results are never null, the rest may be
    private Object name(int number) {
        return names.get(number);
    }

    private int number(@Nullable Object name) {
        Integer known = numbers.get(name);
        if (known == null) {
            known = names.size();
            names.add(name);
            numbers.put(name, known);
        }
        return known;
    }
}
