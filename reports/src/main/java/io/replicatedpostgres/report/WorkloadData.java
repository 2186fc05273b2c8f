package io.replicatedpostgres.report;

import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.check.Outage;
import io.replicatedpostgres.check.Work;
import io.replicatedpostgres.journal.Operation;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of one workload met.
 *
 * @param name its name
 * @param counts how many operations met which fate, exactly; a fate that no operation met is missing
 * @param points the operations as points of a picture
 * @param longest the longest time without an acknowledgement of a write; null if fewer than two were acknowledged
 * @param ledger what became of the writes, on each node whose contents are recorded, the survivor first
 */
public record WorkloadData(
        String name,
        Map<Fate, Long> counts,
        List<OperationPoint> points,
        @Nullable Outage longest,
        List<Ledger> ledger) {

    /** Copies what can be copied. */
    public WorkloadData {
        counts = Collections.unmodifiableMap(new EnumMap<>(counts.isEmpty() ? new EnumMap<>(Fate.class) : counts));
        points = List.copyOf(points);
        ledger = List.copyOf(ledger);
    }

    static WorkloadData of(Work work, List<Ledger> allPages) {
        List<Ledger> pages = allPages.stream()
                .filter(page -> page.workload().equals(work.name()))
                .sorted(Comparator.comparing(page -> !page.survivor()))
                .toList();
        Function<Operation, Fate> fates = fates(pages);
        var counts = new EnumMap<Fate, Long>(Fate.class);
        work.operations().forEach(operation -> counts.merge(fates.apply(operation), 1L, Long::sum));
        return new WorkloadData(
                work.name(),
                counts,
                OperationPoints.of(work::operations, fates),
                Outage.ofClients(work).stream()
                        .max(Comparator.comparing(Outage::length))
                        .orElse(null),
                pages);
    }

    /** How many operations met a fate. */
    public long count(Fate fate) {
        return counts.getOrDefault(fate, 0L);
    }

    /** Lost is what the survivor does not have: a node that is behind, or was cut off, loses nothing. */
    static Function<Operation, Fate> fates(List<Ledger> pages) {
        Set<Long> lost = new HashSet<>();
        Set<Long> locally = new HashSet<>();
        pages.stream().filter(Ledger::survivor).forEach(page -> {
            page.lost().forEach(operation -> lost.add(operation.id()));
            page.locallyLost().forEach(operation -> locally.add(operation.id()));
        });
        return operation -> switch (operation.result()) {
            case ACKNOWLEDGED -> lost.contains(operation.id()) ? Fate.LOST : Fate.ACKNOWLEDGED;
            case LOCALLY -> locally.contains(operation.id()) ? Fate.LOST_LOCALLY : Fate.LOCALLY;
            case REJECTED -> Fate.REJECTED;
            case UNKNOWN -> Fate.UNKNOWN;
        };
    }
}
