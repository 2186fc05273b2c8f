package io.replicatedpostgres.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.FaultEnded;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.WrittenJournal;
import io.replicatedpostgres.model.NodeRef;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeedBuilderTest {

    @Test
    void aFaultThatCouldNotBeHealedHoldsUntilItIs(@TempDir Path directory) {
        ReportFolder folder = ReportFolder.in(directory);
        try (var journal = WrittenJournal.create(folder.journals().resolve("a.jsonl"), Story.STARTED, Story.PROCESS)) {
            journal.at(1_000).append(new FaultBegan(1, "isolated", List.of(new NodeRef("node-1")), "all others"));
            journal.at(2_000).append(new FaultEnded(1, Outcome.FAILED, "no answer"));
            journal.at(3_000).append(new FaultEnded(1, Outcome.OK, null));
            journal.at(4_000).append(new ScenarioEnded(ScenarioResult.PASSED, null, null));
        }

        assertThat(Rendered.from(folder).replaceAll("\\s+", " "))
                .contains("2.00 s")
                .doesNotContain("no answer");
    }
}
