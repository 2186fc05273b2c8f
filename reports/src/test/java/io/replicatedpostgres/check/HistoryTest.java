package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Written.A;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.Convergence;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.OperationResolved;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.RowRanges;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {

    @TempDir
    Path directory;

    @Test
    void whatGoesInComesOut() {
        var full = operation(3);
        var first =
                new Operation(5, Operation.Kind.INSERT, 1, 5, 6, Operation.Result.REJECTED, 7, 8, A, null, 0L, null);
        var sparse =
                new Operation(4, Operation.Kind.READ, 1, 5, 6, Operation.Result.REJECTED, 7, 8, null, null, null, null);
        Path file = directory.resolve("j.jsonl");
        try (Journal journal = Journal.create(file, Secrets.of())) {
            journal.append(new WorkloadBegan("w", "inserts", 2, 5L));
            journal.append(new Operations("w", List.of(full, sparse, first)));
            journal.append(new OperationResolved("w", 4, A, "committed"));
            journal.append(new FinalContents("w", A, true, RowRanges.parse("3"), RowRanges.EMPTY, Map.of(), 5L));
            journal.append(new FalseHealth(Illusion.IDLE_TIMESTAMPS, A, "old"));
        }

        History history = History.of(file);

        Work work = history.works().iterator().next();
        assertThat(work.name()).isEqualTo("w");
        assertThat(work.balance()).contains(5L);
        assertThat(work.size()).isEqualTo(3);
        assertThat(work.operations()).containsExactly(full, sparse, first);
        assertThat(work.acknowledged()).containsExactly(full);
        assertThat(work.resolution(4)).contains("committed");
        assertThat(work.resolution(3)).isEmpty();
        assertThat(work.survivor()).isPresent();
        assertThat(history.falseHealth()).hasSize(1);
    }

    @Test
    void operationsWithoutABeginningAreAWorkloadToo() {
        History history =
                Written.history().insert(Operation.Result.ACKNOWLEDGED).read();

        assertThat(history.works())
                .singleElement()
                .satisfies(work -> assertThat(work.size()).isOne());
    }

    @Test
    void manyOperationsAreKept() {
        var history = Written.workload();
        for (int i = 0; i < 1_000; i++) {
            history.insert(Operation.Result.ACKNOWLEDGED);
        }

        Work work = history.read().works().iterator().next();

        assertThat(work.operations().mapToLong(Operation::id)).hasSize(1_000).isSorted();
    }

    @Test
    @Tag("soak")
    void aMillionOperationsAreReadInLittleMemory() throws Exception {
        Path file = directory.resolve("million.jsonl");
        try (Journal journal = Journal.create(file, Secrets.of("a secret"))) {
            journal.append(new WorkloadBegan("w", "inserts", 2, null));
            for (int batch = 0; batch < 1_000; batch++) {
                var operations = new ArrayList<Operation>();
                for (int i = 0; i < 1_000; i++) {
                    operations.add(operation(batch * 1_000L + i));
                }
                journal.append(new Operations("w", operations));
            }
            journal.append(new FinalContents(
                    "w", A, true, RowRanges.parse("0-499999,500001-999999"), RowRanges.EMPTY, Map.of(), null));
        }
        long began = System.nanoTime();
        System.gc();
        long before = used();

        History history = History.of(file);

        double seconds = (System.nanoTime() - began) / 1e9;
        System.gc();
        long kept = used() - before;
        System.out.printf(
                Locale.ROOT,
                "a million operations: %s MB of journal, read in %.1f s, %s MB in memory%n",
                Files.size(file) >> 20,
                seconds,
                kept >> 20);
        assertThat(Guarantees.noAcknowledgedWriteLost().of(history).evidence())
                .singleElement()
                .asString()
                .startsWith("w insert 500000:");
        assertThat(kept).isLessThan(256L << 20);
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static Operation operation(long id) {
        return new Operation(
                id,
                Operation.Kind.INSERT,
                1,
                1_000_000_000L + id,
                300_000,
                Operation.Result.ACKNOWLEDGED,
                id,
                0,
                A,
                new Lsn(0x5000000L + id),
                700 + id,
                null);
    }

    @Test
    void anEmptyOneIsFilledEntryByEntry() {
        History history = History.begin();
        history.take(
                new Entry(7, Instant.EPOCH, new Convergence(List.of(A), Duration.ofMillis(5), List.of("t differs"))));
        history.take(new Entry(5, Instant.EPOCH, new WorkloadBegan("w", "inserts", 2, null)));

        assertThat(history.endNanos()).isEqualTo(7);
        assertThat(history.works()).hasSize(1);
        assertThat(history.convergences())
                .singleElement()
                .satisfies(seen -> assertThat(seen.differences()).containsExactly("t differs"));
    }
}
