package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Operation;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The greatest value of each register that had been acknowledged by a time. The values of a register only grow. */
final class Registers {

    private final Map<Long, TreeMap<Long, Operation>> byTime = new HashMap<>();

    private Registers(List<Operation> writes) {
        for (Operation write : writes) {
            TreeMap<Long, Operation> times = byTime.computeIfAbsent(write.key(), key -> new TreeMap<>());
            Map.Entry<Long, Operation> before = times.floorEntry(write.endedNanos());
            if (before == null || before.getValue().value() < write.value()) {
                times.put(write.endedNanos(), write);
            }
        }
    }

    static Registers of(Work work) {
        return new Registers(work.acknowledged()
                .filter(operation -> operation.kind() == Operation.Kind.WRITE)
                .sorted(Comparator.comparingLong(Operation::endedNanos))
                .collect(Collectors.toList()));
    }

    /** The write of the greatest value that was acknowledged by this time. */
    Optional<Operation> at(long register, long nanos) {
        return Optional.ofNullable(byTime.get(register))
                .map(times -> times.floorEntry(nanos))
                .map(Map.Entry::getValue);
    }
}
