package io.replicatedpostgres.junit;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.Secrets;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that is not run says why, in the report too. */
final class Skipped {

    private Skipped() {}

    static void record(ExtensionContext context, String reason) {
        ReportFolder.current().ifPresent(folder -> {
            try (Journal journal = folder.newJournal(context.getUniqueId(), Secrets.of())) {
                journal.append(TestWords.of(context));
                journal.append(new ScenarioEnded(ScenarioResult.SKIPPED, reason, null));
            }
        });
    }
}
