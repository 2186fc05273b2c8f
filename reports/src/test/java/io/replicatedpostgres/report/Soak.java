package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.AssertionFailed;
import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.FaultEnded;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.LogLine;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.journal.SlotSampled;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A process of its own that writes a journal of this many events and renders it. */
final class Soak {

    private static final NodeRef NODE = new NodeRef("node-1");

    private Soak() {}

    /** Takes the output directory and the number of events. */
    public static void main(String[] arguments) throws Exception {
        var folder = ReportFolder.in(Path.of(arguments[0]));
        int events = Integer.parseInt(arguments[1]);
        long began = System.nanoTime();
        write(folder, events);
        long written = System.nanoTime();
        Report.render(folder);
        System.out.printf(
                Locale.ROOT,
                "%,d events: %,d MB, written in %s ms, rendered in %s ms into %,d kB with a heap of %s MB%n",
                events,
                Files.size(folder.allJournals().get(0)) >> 20,
                (written - began) / 1_000_000,
                (System.nanoTime() - written) / 1_000_000,
                Files.size(folder.index()) >> 10,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private static void write(ReportFolder folder, int events) {
        try (Journal journal = folder.newJournal("[test:soak]", Secrets.of("a secret", "another one"))) {
            journal.append(new ScenarioStarted("[test:soak]", "soak", "Soak", "soak", List.of(), Words.none()));
            for (int i = 2; i < events; i++) {
                append(journal, i);
            }
            journal.append(new ScenarioEnded(ScenarioResult.FAILED, "failed after all", null));
        }
    }

    private static void append(Journal journal, int i) {
        switch (i % 1_000) {
            case 1 -> journal.append(new ActBegan(i, "checkpoint", NODE, "act " + i));
            case 2 -> journal.append(new ActEnded(i - 1, Outcome.OK, null));
            case 3 -> journal.append(new FaultBegan(i, "freeze", List.of(NODE), "fault " + i));
            case 4 -> journal.append(new FaultEnded(i - 1, Outcome.OK, null));
            case 5 ->
                journal.append(new RoleChanged(NODE, i % 2_000 == 5 ? Role.PRIMARY : Role.STANDBY, Timeline.FIRST));
            case 6 -> journal.append(new AssertionFailed("failure " + i));
            default -> sample(journal, i);
        }
    }

    private static void sample(Journal journal, int i) {
        var at = new Lsn(0x3000000L + 8L * i);
        switch (i % 3) {
            case 0 -> journal.append(new LogLine(NODE, "2026-03-01 10:15:31 UTC [1] LOG:  line " + i, null));
            case 1 ->
                journal.append(new SlotSampled(new SlotState(
                        NODE,
                        "air",
                        true,
                        true,
                        at,
                        DataSize.bytes(i),
                        SlotState.WalStatus.RESERVED,
                        null,
                        null,
                        null)));
            default ->
                journal.append(NodeSampled.of(new ServerState(
                        NODE, i % 2_000 < 1_000 ? Role.PRIMARY : Role.STANDBY, Timeline.FIRST, at, at)));
        }
    }
}
