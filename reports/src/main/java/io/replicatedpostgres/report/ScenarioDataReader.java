package io.replicatedpostgres.report;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.check.Outage;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Environment;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.Reproduction;
import io.replicatedpostgres.journal.Seeded;
import io.replicatedpostgres.journal.SettingsSampled;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SettingState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers {@link ScenarioData} entry by entry. What it holds grows with the number of operations only, 80 bytes each. */
final class ScenarioDataReader {

    private final History history = History.begin();
    private final List<Seeded> seeds = new ArrayList<>();
    private final Map<NodeRef, List<SettingState>> settings = new HashMap<>();
    private final List<GuaranteeChecked> guarantees = new ArrayList<>();
    private final List<Detected> findings = new ArrayList<>();
    private @Nullable Environment environment;
    private @Nullable String command;

    void take(Entry entry) {
        history.take(entry);
        Event event = entry.event();
        if (event instanceof Environment seen) {
            environment = seen;
        } else if (event instanceof Reproduction reproduction) {
            command = reproduction.command();
        } else if (event instanceof Seeded seeded) {
            seeds.add(seeded);
        } else if (event instanceof SettingsSampled sampled) {
            settings.put(sampled.node(), sampled.settings());
        } else if (event instanceof GuaranteeChecked checked) {
            guarantees.add(checked);
        } else if (event instanceof FalseHealth found && found.illusion().isWrong()) {
            findings.add(Detected.of(entry.atNanos(), found));
        }
    }

    /** What the checks are given; whole when all was taken. */
    History history() {
        return history;
    }

    ScenarioData build() {
        List<Ledger> pages = Ledger.of(history);
        List<WorkloadData> workloads = history.works().stream()
                .map(work -> WorkloadData.of(work, pages))
                .toList();
        return new ScenarioData(
                environment, command, seeds, settings, workloads, guarantees, findings, Outage.ofServers(history));
    }
}
