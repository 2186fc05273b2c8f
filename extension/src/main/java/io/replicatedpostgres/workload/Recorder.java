package io.replicatedpostgres.workload;

import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes operations into the journal in batches, and counts them. Keeps only those that have to be asked about later. */
final class Recorder {

    private static final int BATCH_MAX = 500;
    private static final long BATCH_NANOS = Duration.ofMillis(100).toNanos();

    /** More of them would not be asked for one by one. */
    private static final int UNKNOWN_MAX = 10_000;

    private final Journal journal;
    private final String workload;
    private final List<Operation> batch = new ArrayList<>();
    private final List<Transaction> transactions = new ArrayList<>();
    private final List<Operation> unknown = new ArrayList<>();
    private final Map<Operation.Result, Long> counts = new EnumMap<>(Operation.Result.class);
    private long acknowledgedWrites;
    private long flushedNanos;

    Recorder(Journal journal, String workload) {
        this.journal = journal;
        this.workload = workload;
        for (Operation.Result result : Operation.Result.values()) {
            counts.put(result, 0L);
        }
    }

    long nowNanos() {
        return journal.nowNanos();
    }

    synchronized void add(Operation operation) {
        counts.merge(operation.result(), 1L, Long::sum);
        if (operation.result() == Operation.Result.ACKNOWLEDGED && operation.kind() != Operation.Kind.READ) {
            acknowledgedWrites++;
        }
        if (operation.result() == Operation.Result.UNKNOWN && unknown.size() < UNKNOWN_MAX) {
            unknown.add(operation);
        }
        batch.add(operation);
        if (batch.size() >= BATCH_MAX || operation.endedNanos() - flushedNanos > BATCH_NANOS) {
            flush();
        }
    }

    /** A transaction, and the same as an operation if it left a row. */
    synchronized void add(Transaction transaction, @Nullable Operation operation) {
        transactions.add(transaction);
        if (operation != null) {
            add(operation);
            return;
        }
        counts.merge(transaction.result(), 1L, Long::sum);
        if (transactions.size() >= BATCH_MAX || transaction.endedNanos() - flushedNanos > BATCH_NANOS) {
            flush();
        }
    }

    synchronized void flush() {
        if (!transactions.isEmpty()) {
            journal.append(new Transactions(workload, transactions));
            transactions.clear();
        }
        if (!batch.isEmpty()) {
            journal.append(new Operations(workload, batch));
            batch.clear();
        }
        flushedNanos = nowNanos();
    }

    synchronized Map<Operation.Result, Long> counts() {
        return new EnumMap<>(counts);
    }

    synchronized long acknowledgedWrites() {
        return acknowledgedWrites;
    }

    synchronized List<Operation> unknown() {
        return List.copyOf(unknown);
    }
}
