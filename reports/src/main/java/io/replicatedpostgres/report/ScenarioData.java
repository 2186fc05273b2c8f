package io.replicatedpostgres.report;

import io.replicatedpostgres.check.Outage;
import io.replicatedpostgres.journal.Environment;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.Seeded;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SettingState;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * @param findings what detectors found, in order
 * @param outages the times without a primary, as far as they were seen
 */
record ScenarioData(
        @Nullable Environment environment,
        @Nullable String command,
        List<Seeded> seeds,
        Map<NodeRef, List<SettingState>> settings,
        List<WorkloadData> workloads,
        List<GuaranteeChecked> guarantees,
        List<Detected> findings,
        List<Outage> outages) {

    /** Copies what can be copied. */
    ScenarioData {
        seeds = List.copyOf(seeds);
        settings = Collections.unmodifiableMap(new TreeMap<>(settings));
        workloads = List.copyOf(workloads);
        guarantees = List.copyOf(guarantees);
        findings = List.copyOf(findings);
        outages = List.copyOf(outages);
    }
}
