package io.replicatedpostgres.cluster;

import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.ScenarioStarted;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.model.Given;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where what happens to a cluster is recorded.
 *
 * @param journal takes the events
 * @param secrets hidden in them; the cluster adds its passwords
 * @param whenClosed run when the cluster was closed
 * @param failedStart asked when the cluster does not start: where what its servers left is kept; empty if nowhere
 */
public record Recording(Journal journal, Secrets secrets, Runnable whenClosed, Supplier<Optional<Path>> failedStart) {

    /** Checks that the parts are there. */
    public Recording {
        Given.value("journal", journal);
        Given.value("secrets", secrets);
        Given.value("whenClosed", whenClosed);
        Given.value("failedStart", failedStart);
    }

    /** Nothing is kept of a cluster that does not start. */
    public Recording(Journal journal, Secrets secrets, Runnable whenClosed) {
        this(journal, secrets, whenClosed, Optional::empty);
    }

    /** The journal stays open when the cluster is closed. */
    public Recording(Journal journal, Secrets secrets) {
        this(journal, secrets, () -> {});
    }

    /** Nothing is recorded. */
    public static Recording none() {
        return new Recording(Journal.none(), Secrets.of());
    }

    /**
     * For a second system of the same test: a journal of its own beside this one, which is a test of its own in the report.
     *
     * @param number how many systems there are beside the first one
     */
    Recording ofSecondSystem(int number) {
        Optional<Path> own = journal.path();
        if (own.isEmpty()) {
            return none();
        }
        String name = own.get().getFileName().toString().replace(".jsonl", "-system-%s.jsonl".formatted(number + 1));
        Journal second = Journal.create(own.get().resolveSibling(name), secrets);
        startedAs(own.get(), number).ifPresent(second::append);
        return new Recording(second, secrets, () -> {
            second.append(endOf(second));
            second.close();
        });
    }

    /** A second system fails where a promise of it is broken. */
    private static ScenarioEnded endOf(Journal journal) {
        List<String> broken = journal.path().stream()
                .flatMap(path -> JournalFile.readAll(path).stream())
                .map(Entry::event)
                .filter(GuaranteeChecked.class::isInstance)
                .map(GuaranteeChecked.class::cast)
                .filter(checked -> checked.verdict().equals("FAIL") && Boolean.TRUE.equals(checked.promised()))
                .map(checked -> "%s: %s".formatted(checked.guarantee(), checked.reason()))
                .toList();
        return broken.isEmpty()
                ? new ScenarioEnded(ScenarioResult.PASSED, null, null)
                : new ScenarioEnded(ScenarioResult.FAILED, String.join("\n", broken), null);
    }

    private static Optional<ScenarioStarted> startedAs(Path journal, int number) {
        try (JournalFile file = JournalFile.open(journal)) {
            return file.next()
                    .map(entry -> entry.event())
                    .filter(ScenarioStarted.class::isInstance)
                    .map(ScenarioStarted.class::cast)
                    .map(test -> new ScenarioStarted(
                            "%s/[second-system:%s]".formatted(test.uniqueId(), number),
                            test.displayName() + " (second system)",
                            test.className(),
                            test.methodName(),
                            test.tags(),
                            test.words()));
        }
    }
}
