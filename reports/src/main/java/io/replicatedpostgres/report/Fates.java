package io.replicatedpostgres.report;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.check.Work;
import io.replicatedpostgres.journal.Operation;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The outcomes of the operations of all workloads of an attempt. */
final class Fates {

    private final Map<String, Function<Operation, Fate>> byWorkload = new HashMap<>();
    private final List<Ledger> ledger;

    private Fates(List<Ledger> ledger) {
        this.ledger = ledger;
    }

    static Fates of(List<Ledger> ledger) {
        return new Fates(ledger);
    }

    Fate of(Work work, Operation operation) {
        return byWorkload
                .computeIfAbsent(
                        work.name(),
                        name -> WorkloadData.fates(ledger.stream()
                                .filter(page -> page.workload().equals(name))
                                .toList()))
                .apply(operation);
    }

    /** How many operations of a workload had each fate; a fate that none had is not there. */
    Map<Fate, Long> count(Work work) {
        var counts = new EnumMap<Fate, Long>(Fate.class);
        work.operations().forEach(operation -> counts.merge(of(work, operation), 1L, Long::sum));
        return counts;
    }

    /** How many had this fate, as the page says it; what was lost is not known if no node's contents were read. */
    String shown(Work work, Fate fate, Map<Fate, Long> counts) {
        boolean isCompared = ledger.stream()
                .anyMatch(page -> page.survivor() && page.workload().equals(work.name()));
        boolean isOfALoss = fate == Fate.LOST || fate == Fate.LOST_LOCALLY;
        long count = counts.getOrDefault(fate, 0L);
        return isOfALoss && !isCompared && count == 0 ? "not known" : String.format(Locale.ROOT, "%,d", count);
    }

    /** The last time at which anything of any workload is known; 0 if there is nothing. */
    static long endNanos(History history) {
        return history.works().stream()
                .flatMap(Work::operations)
                .mapToLong(OperationEnd::at)
                .max()
                .orElse(0);
    }
}
