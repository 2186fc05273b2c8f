package io.replicatedpostgres.junit;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.Secrets;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** A test that is not run says why, in the report too. */
final class Skipped {

    private static final Namespace NAMESPACE = Namespace.create(Skipped.class);

    private Skipped() {}

    /** Records a skipped test once: the condition that skips it and the watcher that sees it skipped both report it. */
    @SuppressWarnings("deprecation") // what replaces getOrComputeIfAbsent is not in JUnit 5.14, and both are in 6
    static void record(ExtensionContext context, String reason) {
        // the test's own store is closed when its watchers are told
        ExtensionContext around = context.getParent().orElse(context);
        around.getStore(NAMESPACE).getOrComputeIfAbsent(context.getUniqueId(), id -> {
            write(context, reason);
            return reason;
        });
    }

    private static void write(ExtensionContext context, String reason) {
        ReportFolder.current().ifPresent(folder -> {
            try (Journal journal = folder.newJournal(context.getUniqueId(), Secrets.of())) {
                journal.append(ScenarioDescription.of(context));
                journal.append(new ScenarioEnded(ScenarioResult.SKIPPED, reason, null));
            }
        });
    }
}
