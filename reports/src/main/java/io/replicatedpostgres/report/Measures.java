package io.replicatedpostgres.report;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.check.Outage;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.model.DataSize;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario cost: how long no write was possible, and what was lost.
 *
 * @param clients the longest time without an acknowledgement, as clients saw it; null if no client worked
 * @param servers the longest time without a primary; null if there was always one
 * @param primarySeen whether a primary was seen at all; else nothing is known of the time without one
 * @param compared of how many workloads that wrote it was compared what clients were told with what the survivor holds
 * @param notCompared of how many it was not, so that their losses are not known
 * @param lostRows how many acknowledged operations the survivor lacks, of the workloads that were compared
 * @param lostFromNanos when the first of them was acknowledged
 * @param lostToNanos when the last of them was acknowledged
 * @param lostWalBytes from the fork behind which they were written to the last of them; null if not known
 */
record Measures(
        @Nullable Outage clients,
        @Nullable Outage servers,
        boolean primarySeen,
        int compared,
        int notCompared,
        long lostRows,
        long lostFromNanos,
        long lostToNanos,
        @Nullable Long lostWalBytes) {

    /** The greatest loss first, then the longest outage. */
    static final Comparator<Measures> WORST_FIRST = Comparator.comparingLong(Measures::lostRows)
            .thenComparingLong(measures -> nanos(measures.clients()))
            .thenComparingLong(measures -> nanos(measures.servers()))
            .reversed();

    static Measures of(History history, List<Ledger> ledger) {
        List<Ledger> survivors = ledger.stream()
                .filter(page -> page.survivor() && page.problem() == null)
                .toList();
        Set<String> read = survivors.stream().map(Ledger::workload).collect(Collectors.toSet());
        long notRead = history.works().stream()
                .filter(work -> work.operations().anyMatch(each -> each.kind() != Operation.Kind.READ))
                .filter(work -> !read.contains(work.name()))
                .count();
        List<Operation> lost =
                survivors.stream().flatMap(page -> page.lost().stream()).toList();
        return new Measures(
                longest(history.works().stream().flatMap(work -> Outage.ofClients(work).stream())),
                longest(Outage.ofServers(history).stream()),
                !history.primaryPeriods().isEmpty(),
                read.size(),
                Math.toIntExact(notRead),
                lost.size(),
                lost.stream().mapToLong(Operation::endedNanos).min().orElse(0),
                lost.stream().mapToLong(Operation::endedNanos).max().orElse(0),
                survivors.stream()
                        .map(page -> page.lostWalBytes(history))
                        .flatMap(Optional::stream)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }

    boolean isMeasured() {
        return clients != null || servers != null || compared > 0;
    }

    /** Whether the number of lost operations is that of all workloads. */
    boolean lossIsKnown() {
        return compared > 0 && notCompared == 0;
    }

    String rtoClients() {
        return clients == null ? "not known" : shown(clients);
    }

    String rtoServers() {
        if (!primarySeen) {
            return "not known";
        }
        return servers == null ? "none" : shown(servers);
    }

    String rpoRows() {
        if (lossIsKnown()) {
            return String.format(Locale.ROOT, "%,d", lostRows);
        }
        return lostRows == 0 ? "not known" : String.format(Locale.ROOT, "≥ %,d", lostRows);
    }

    String rpoTime() {
        return lostRows == 0 ? ofNoLoss() : Times.lasting(lostToNanos - lostFromNanos);
    }

    String rpoWal() {
        if (lostRows == 0) {
            return ofNoLoss();
        }
        return lostWalBytes == null ? "not known" : "≤ " + DataSize.bytes(lostWalBytes);
    }

    private String ofNoLoss() {
        return lossIsKnown() ? "–" : "not known";
    }

    private static String shown(Outage outage) {
        return (outage.ended() ? "" : "> ") + Times.lasting(nanos(outage));
    }

    private static long nanos(@Nullable Outage outage) {
        return outage == null ? 0 : Objects.requireNonNull(outage).length().toNanos();
    }

    private static @Nullable Outage longest(Stream<Outage> outages) {
        return outages.max(Comparator.comparing(Outage::length)).orElse(null);
    }
}
