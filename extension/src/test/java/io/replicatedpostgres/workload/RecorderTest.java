package io.replicatedpostgres.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.Secrets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When operations are written, and what is counted of them. */
class RecorderTest {

    private static final long BATCH_NANOS = 100_000_000;

    @TempDir
    Path directory;

    @Test
    void manyAreWrittenTogether() {
        try (Journal journal = journal()) {
            var recorder = new Recorder(journal, "w");
            for (int i = 0; i < 499; i++) {
                recorder.add(operation(Kind.INSERT, Result.ACKNOWLEDGED, 0));
            }
            assertThat(written(journal)).isEmpty();

            recorder.add(operation(Kind.INSERT, Result.ACKNOWLEDGED, 0));

            assertThat(written(journal)).singleElement().satisfies(batch -> {
                assertThat(batch.workload()).isEqualTo("w");
                assertThat(batch.operations()).hasSize(500);
            });
        }
    }

    @Test
    void fewAreWrittenAfterAWhile() {
        try (Journal journal = journal()) {
            var recorder = new Recorder(journal, "w");
            recorder.add(operation(Kind.INSERT, Result.ACKNOWLEDGED, BATCH_NANOS));
            assertThat(written(journal)).isEmpty();

            recorder.add(operation(Kind.INSERT, Result.ACKNOWLEDGED, BATCH_NANOS + 1));
            assertThat(written(journal)).hasSize(1);

            recorder.add(operation(Kind.INSERT, Result.ACKNOWLEDGED, BATCH_NANOS + 1));
            assertThat(written(journal)).as("soon after the last batch").hasSize(1);
        }
    }

    @Test
    void whatIsLeftIsWrittenAtTheEndAndOnlyOnce() {
        try (Journal journal = journal()) {
            var recorder = new Recorder(journal, "w");
            recorder.flush();
            recorder.add(operation(Kind.INSERT, Result.ACKNOWLEDGED, 0));
            recorder.flush();
            recorder.flush();

            assertThat(written(journal)).hasSize(1);
        }
    }

    @Test
    void eachResultIsCountedAndReadsAreNoWrites() {
        var recorder = new Recorder(Journal.none(), "w");
        recorder.add(operation(Kind.INSERT, Result.ACKNOWLEDGED, 0));
        recorder.add(operation(Kind.WRITE, Result.ACKNOWLEDGED, 0));
        recorder.add(operation(Kind.READ, Result.ACKNOWLEDGED, 0));
        recorder.add(operation(Kind.INSERT, Result.REJECTED, 0));
        recorder.add(operation(Kind.INSERT, Result.UNKNOWN, 0));
        recorder.add(operation(Kind.INSERT, Result.LOCALLY, 0));

        assertThat(recorder.counts())
                .containsEntry(Result.ACKNOWLEDGED, 3L)
                .containsEntry(Result.REJECTED, 1L)
                .containsEntry(Result.UNKNOWN, 1L)
                .containsEntry(Result.LOCALLY, 1L);
        assertThat(recorder.acknowledgedWrites()).isEqualTo(2);
        assertThat(recorder.unknown()).extracting(Operation::result).containsExactly(Result.UNKNOWN);
    }

    @Test
    void noMoreThanSomeAreKeptToBeAskedFor() {
        var recorder = new Recorder(Journal.none(), "w");
        for (int i = 0; i < 10_001; i++) {
            recorder.add(operation(Kind.INSERT, Result.UNKNOWN, 0));
        }

        assertThat(recorder.unknown()).hasSize(10_000);
        assertThat(recorder.counts()).containsEntry(Result.UNKNOWN, 10_001L);
    }

    @Test
    void itsClockIsThatOfTheJournal() {
        long before = Journal.none().nowNanos();

        assertThat(new Recorder(Journal.none(), "w").nowNanos())
                .isBetween(before, Journal.none().nowNanos());
    }

    private Journal journal() {
        return Journal.create(directory.resolve("recorded.jsonl"), Secrets.of());
    }

    private static List<Operations> written(Journal journal) {
        return JournalFile.readAll(journal.path().orElseThrow()).stream()
                .map(Entry::event)
                .filter(Operations.class::isInstance)
                .map(Operations.class::cast)
                .toList();
    }

    private static Operation operation(Kind kind, Result result, long endedNanos) {
        return new Operation(1, kind, 0, 0, endedNanos, result, 1, 1, null, null, null, null);
    }
}
