package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Words;
import io.replicatedpostgres.journal.WrittenJournal;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.NodeRef;
import java.nio.file.Path;
import java.util.List;

/** A test that passed, with every verdict there is on a guarantee, and a finding. */
final class Amber {

    private Amber() {}

    static void write(Path file) {
        try (var journal = WrittenJournal.create(file, Story.STARTED, Story.PROCESS)) {
            journal.append(new ScenarioStarted(
                    "[test:doubtful]", "doubtful", "com.acme.T", "doubtful", List.of(), Words.none()));
            for (String verdict : List.of("PASS", "NOT_APPLICABLE", "ALLOWED", "UNKNOWN", "FAIL")) {
                journal.append(new GuaranteeChecked("a guarantee: " + verdict, verdict, "a reason", List.of("a line")));
            }
            journal.append(new FalseHealth(
                    Illusion.STREAMING_FROM_NOBODY, new NodeRef("node-2"), "it streams, and_no_server_knows_of_it"));
            journal.append(new ScenarioEnded(ScenarioResult.PASSED, null, null));
        }
    }
}
