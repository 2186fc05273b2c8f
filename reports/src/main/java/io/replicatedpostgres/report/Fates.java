package io.replicatedpostgres.report;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.check.Work;
import io.replicatedpostgres.journal.Operation;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which operations were acknowledged and are gone: those that the surviving node's page of the ledger misses. */
final class Fates {

    private final Map<String, Set<Long>> lost = new HashMap<>();

    private Fates() {}

    static Fates of(List<Ledger> ledger) {
        var fates = new Fates();
        ledger.stream()
                .filter(Ledger::survivor)
                .forEach(page -> page.lost()
                        .forEach(operation -> fates.lost
                                .computeIfAbsent(page.workload(), unseen -> new HashSet<>())
                                .add(operation.id())));
        return fates;
    }

    Fate of(Work work, Operation operation) {
        return Fate.of(
                operation.result(), lost.getOrDefault(work.name(), Set.of()).contains(operation.id()));
    }

    /** How many operations of a workload had each fate; a fate that none had is not there. */
    Map<Fate, Long> count(Work work) {
        var counts = new EnumMap<Fate, Long>(Fate.class);
        work.operations().forEach(operation -> counts.merge(of(work, operation), 1L, Long::sum));
        return counts;
    }

    /** The last time at which anything of any workload is known; 0 if there is nothing. */
    static long endNanos(History history) {
        return history.works().stream()
                .flatMap(Work::operations)
                .mapToLong(Operation::endedNanos)
                .max()
                .orElse(0);
    }
}
