package sample;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.journal.Words;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What the real extension does as far as journals go: one for each attempt at a test. */
public final class Journaling implements BeforeEachCallback, AfterEachCallback {

    private static final Namespace HERE = Namespace.create(Journaling.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        Journal journal = ReportFolder.current().orElseThrow().newJournal(context.getUniqueId(), Secrets.of());
        journal.append(new ScenarioStarted(
                context.getUniqueId(),
                context.getDisplayName(),
                context.getRequiredTestClass().getName(),
                context.getRequiredTestMethod().getName(),
                List.copyOf(context.getTags()),
                Words.none()));
        journal.append(new Note("it runs"));
        context.getStore(HERE).put(Journal.class, journal);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Journal journal = context.getStore(HERE).get(Journal.class, Journal.class);
        journal.append(context.getExecutionException()
                .map(failure -> new ScenarioEnded(ScenarioResult.FAILED, failure.toString(), null))
                .orElseGet(() -> new ScenarioEnded(ScenarioResult.PASSED, null, null)));
        journal.close();
    }
}
