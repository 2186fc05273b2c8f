package io.replicatedpostgres.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.isolation.Isolation;
import io.replicatedpostgres.isolation.Level;
import io.replicatedpostgres.isolation.Order;
import io.replicatedpostgres.isolation.TransactionTable;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.model.IsolationLevel;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.SynchronousCommit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In how many runs the long fork is found within some seconds, and that it is never found on the primary alone: {@code mvn -pl
 * reports,extension test -DexcludedGroups= -Dtest=LongForkSoak -Dsurefire.failIfNoSpecifiedTests=false -Dfork.runs=20
 * -Dfork.seconds=5 -Dfork.clients=24}. Each writer has a list of its own: writers that wait for each other leave the order to chance less often. A line for each run says after how many seconds of work the reads contradicted each other.
 */
@Tag("soak")
class LongForkSoak {

    private static final int RUNS = Integer.getInteger("fork.runs", 20);
    private static final int SILENT_RUNS = Integer.getInteger("fork.silent", 50);
    private static final int SECONDS = Integer.getInteger("fork.seconds", 5);
    private static final int CLIENTS = Integer.getInteger("fork.clients", 24);

    @TempDir
    Path directory;

    @Test
    void isFoundOnAnAsynchronousPair() {
        found(SynchronousCommit.ON);
    }

    @Test
    void isFoundWithRemoteApply() {
        found(SynchronousCommit.REMOTE_APPLY);
    }

    private void found(SynchronousCommit commit) {
        ClusterSpec spec = ClusterSpec.builder().synchronousCommit(commit).build();
        ListAppend like = like(ListAppend.Reading.ON_ALL_NODES);
        var without = new ArrayList<String>();
        for (int run = 1; run <= RUNS; run++) {
            List<Transaction> all = work(spec, like, run);
            long began = all.stream().mapToLong(Transaction::invokedNanos).min().orElseThrow();
            double seconds = (contradictedAt(all) - began) / 1e9;
            String line = String.format(
                    Locale.ROOT,
                    "long fork, %s, run %s: %s transactions, %s",
                    commit,
                    run,
                    all.size(),
                    seconds > SECONDS ? "none" : String.format(Locale.ROOT, "after %.2f s", seconds));
            System.out.println(line);
            if (seconds > SECONDS) {
                without.add(line);
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void isNeverFoundOnThePrimaryAlone() {
        var wrong = new ArrayList<Verdict>();
        for (int run = 1; run <= SILENT_RUNS; run++) {
            work(ClusterSpec.builder().standbys(0).build(), like(ListAppend.Reading.ON_PRIMARY), run);
            Verdict verdict = Guarantees.snapshotIsolation()
                    .onPrimary()
                    .strict()
                    .of(History.of(directory.resolve(run + ".jsonl")));
            System.out.println("primary alone, run %s: %s".formatted(run, verdict.outcome()));
            if (verdict.outcome() != Verdict.Outcome.PASS) {
                wrong.add(verdict);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static ListAppend like(ListAppend.Reading reading) {
        return ListAppend.at(IsolationLevel.REPEATABLE_READ)
                .operations(1)
                .lists(Math.max(2, CLIENTS / 2))
                .reading(reading);
    }

    private List<Transaction> work(ClusterSpec spec, ListAppend like, int run) {
        Path file = directory.resolve(run + ".jsonl");
        var secrets = Secrets.of();
        try (Journal journal = Journal.create(file, secrets);
                Cluster cluster = Cluster.start(spec, new Recording(journal, secrets))) {
            try (Workload lists = Workload.listAppend(cluster, Clients.of(CLIENTS), like)) {
                assertThat(lists.name()).startsWith("list_append");
                assertThat(new CountDownLatch(1).await(SECONDS, TimeUnit.SECONDS))
                        .isFalse();
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
        return Recorded.transactions(file);
    }

    /** When the reads that were answered by then contradicted each other for the first time; the end of time if they never did. */
    private static long contradictedAt(List<Transaction> all) {
        long[] ends = all.stream().mapToLong(Transaction::endedNanos).sorted().toArray();
        int low = 0;
        int high = ends.length;
        while (low < high) {
            int middle = (low + high) / 2;
            if (isContradicted(all, ends[middle])) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low == ends.length ? Long.MAX_VALUE : ends[low];
    }

    private static boolean isContradicted(List<Transaction> all, long until) {
        TransactionTable table = TransactionTable.of(all.stream().filter(one -> one.endedNanos() <= until));
        return !Isolation.judge(table, Level.SNAPSHOT_ISOLATION, Order.PLAIN)
                .findings()
                .isEmpty();
    }
}
