package io.replicatedpostgres.workload;

import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.TransactionStep;
import io.replicatedpostgres.model.IsolationLevel;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transaction under way: what it did so far. It may be given up from another thread. */
final class TransactionDraft {

    private IsolationLevel isolation;
    private final boolean writes;
    private final List<TransactionStep> steps = new ArrayList<>();
    private @Nullable Boolean recovering;
    private @Nullable Timeline timeline;
    private @Nullable Lsn lsn;
    private @Nullable String snapshot;
    private @Nullable String sqlState;

    TransactionDraft(IsolationLevel isolation, boolean writes) {
        this.isolation = isolation;
        this.writes = writes;
    }

    boolean writes() {
        return writes;
    }

    synchronized void did(TransactionStep step) {
        steps.add(step);
    }

    /** What the server said to the last step. */
    synchronized void answered(TransactionStep step) {
        steps.set(steps.size() - 1, step);
    }

    /** The level that the server says it ran at. */
    synchronized void ranAt(IsolationLevel level) {
        isolation = level;
    }

    /** What the server says of itself: whether it is a standby, its snapshot, and how far it is. */
    synchronized void servedBy(
            boolean standby, String currentSnapshot, @Nullable Lsn position, @Nullable Timeline current) {
        recovering = standby;
        snapshot = currentSnapshot;
        lsn = position;
        timeline = current;
    }

    /** What is recorded of it, once it is known how it ended. */
    synchronized Transaction ended(Operation operation) {
        sqlState = operation.sqlState();
        return new Transaction(
                operation.id(),
                operation.client(),
                operation.invokedNanos(),
                operation.latencyNanos(),
                operation.result(),
                isolation,
                operation.node(),
                recovering,
                timeline == null ? operation.timeline() : timeline,
                lsn == null ? operation.lsn() : lsn,
                snapshot,
                operation.sqlState(),
                steps);
    }

    /**
     * Whether the server aborted it for the sake of another one: then an application tries again. 23505 says that another one took the
     * same position of a list.
     */
    synchronized boolean lostAConflict() {
        return "40001".equals(sqlState) || "40P01".equals(sqlState) || "23505".equals(sqlState);
    }
}
