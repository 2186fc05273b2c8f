package io.replicatedpostgres.report;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.check.Outage;
import io.replicatedpostgres.journal.Environment;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.Seeded;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SettingState;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was measured in one attempt, and under which circumstances: what the page shows beside its pictures of what happened,
 * and what JSON, Markdown and comparisons are made of.
 *
 * @param environment the machine; null in journals before version 3
 * @param command runs it again; null in journals before version 3
 * @param seeds of all that was drawn by chance
 * @param settings by node, those that are not as PostgreSQL was built, as last seen
 * @param workloads what clients met, in the order of their beginnings
 * @param guarantees what was judged, in order
 * @param outages the times without a primary, as far as they were seen
 * @param recovery the longest time clients were without an acknowledgement; null if no workload tells
 * @param loss what was acknowledged and is gone; null if nobody looked what there is in the end
 */
public record ScenarioData(
        @Nullable Environment environment,
        @Nullable String command,
        List<Seeded> seeds,
        Map<NodeRef, List<SettingState>> settings,
        List<WorkloadData> workloads,
        List<GuaranteeChecked> guarantees,
        List<Outage> outages,
        @Nullable Recovery recovery,
        @Nullable Loss loss) {

    /** Of the judgements on a guarantee. */
    public static final String BROKEN = "FAIL";

    /**
     * Recovery time: how long clients were without an acknowledgement.
     *
     * @param length how long, at least
     * @param ended whether writes went on in the end
     */
    public record Recovery(Duration length, boolean ended) {}

    /**
     * What of the acknowledged is not on the survivors.
     *
     * @param operations how many writes
     * @param reach from the first to the last of their acknowledgements
     * @param walBytes from the fork to the last of them, at most; null if not known
     */
    public record Loss(
            long operations, Duration reach, @Nullable Long walBytes) {}

    /** Copies what can be copied. */
    public ScenarioData {
        seeds = List.copyOf(seeds);
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        workloads = List.copyOf(workloads);
        guarantees = List.copyOf(guarantees);
        outages = List.copyOf(outages);
    }

    /** The guarantees that did not hold, in order. */
    public List<GuaranteeChecked> broken() {
        return guarantees.stream()
                .filter(checked -> checked.verdict().equals(BROKEN))
                .toList();
    }

    static @Nullable Recovery recovery(List<WorkloadData> workloads) {
        return workloads.stream()
                .flatMap(workload -> Stream.ofNullable(workload.longest()))
                .max(Comparator.comparing(Outage::length))
                .map(longest -> new Recovery(longest.length(), longest.ended()))
                .orElse(null);
    }

    static @Nullable Loss loss(History history, List<Ledger> pages) {
        List<Ledger> survivors = pages.stream().filter(Ledger::survivor).toList();
        if (survivors.isEmpty()) {
            return null;
        }
        return new Loss(
                survivors.stream().mapToLong(page -> page.lost().size()).sum(),
                survivors.stream()
                        .map(Ledger::lostTime)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO),
                survivors.stream()
                        .flatMap(page -> page.lostWalBytes(history).stream())
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }
}
