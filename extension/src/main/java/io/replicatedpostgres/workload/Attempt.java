package io.replicatedpostgres.workload;

import io.replicatedpostgres.journal.CommitWait;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** An operation under way. It ends once; later results are ignored. */
final class Attempt {

    /**
     * PostgreSQL's words for a wait that was cancelled (syncrep.c); their SQLSTATE, 01000, is that of any warning. The
     * harness sees to it that servers speak English.
     */
    private static final List<String> LOCAL_ONLY =
            List.of("canceling wait for synchronous replication", "canceling the wait for synchronous replication");

    private final Recorder recorder;
    private final long id;
    private final Kind kind;
    private final int client;
    private final long invokedNanos;
    private final AtomicBoolean ended = new AtomicBoolean();
    private long key;
    private long value;
    private volatile @Nullable NodeRef node;
    private volatile @Nullable Lsn lsn;
    private volatile @Nullable Long xid;
    private volatile @Nullable Timeline timeline;
    private volatile @Nullable CommitWait commitWait;
    private volatile boolean committing;
    private volatile @Nullable TransactionDraft draft;

    Attempt(Recorder recorder, long id, Kind kind, int client) {
        this.recorder = recorder;
        this.id = id;
        this.kind = kind;
        this.client = client;
        this.key = id;
        this.invokedNanos = recorder.nowNanos();
    }

    long id() {
        return id;
    }

    Attempt of(long key, long value) {
        this.key = key;
        this.value = value;
        return this;
    }

    /** It is a transaction of which is recorded what it read and wrote. */
    Attempt of(TransactionDraft transaction) {
        draft = transaction;
        return this;
    }

    long value() {
        return value;
    }

    /** What was read. */
    void saw(long seen) {
        this.value = seen;
    }

    /**
     * Who serves it.
     *
     * @param name of the node, as its server says; null if it does not say
     */
    void servedBy(@Nullable String name, List<NodeRef> nodes) {
        nodes.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .ifPresent(server -> node = server);
    }

    void inTransaction(long xid, Lsn lsn) {
        this.xid = xid;
        this.lsn = lsn;
    }

    void waitsFor(Timeline timeline, CommitWait commitWait) {
        this.timeline = timeline;
        this.commitWait = commitWait;
    }

    /** From here on a broken connection leaves it open whether it is done. */
    void committing() {
        committing = true;
    }

    void acknowledged(@Nullable SQLWarning warning) {
        end(isLocalOnly(warning) ? Result.LOCALLY : Result.ACKNOWLEDGED, null);
    }

    void failed(SQLException e) {
        end(committing && !Abort.isCertain(e) ? Result.UNKNOWN : Result.REJECTED, e.getSQLState());
    }

    /** Nothing waits for it any more. */
    void abandoned() {
        end(Result.UNKNOWN, null);
    }

    private void end(Result result, @Nullable String sqlState) {
        if (ended.compareAndSet(false, true)) {
            long latency = recorder.nowNanos() - invokedNanos;
            record(new Operation(
                    id,
                    kind,
                    client,
                    invokedNanos,
                    latency,
                    result,
                    key,
                    value,
                    node,
                    lsn,
                    xid,
                    state(sqlState),
                    timeline,
                    commitWait));
        }
    }

    private void record(Operation operation) {
        TransactionDraft transaction = draft;
        if (transaction == null) {
            recorder.add(operation);
        } else {
            recorder.add(transaction.ended(operation), transaction.writes() ? operation : null);
        }
    }

    private static @Nullable String state(@Nullable String sqlState) {
        return sqlState == null || sqlState.isBlank() ? null : sqlState;
    }

    /** Without a SQLSTATE it is the driver or the pool that speaks, and nothing is known. */
    static boolean leavesOpen(@Nullable String sqlState) {
        return sqlState == null
                || sqlState.startsWith("08")
                || List.of("57P01", "57P02", "57P03").contains(sqlState);
    }

    static boolean isLocalOnly(@Nullable SQLWarning warning) {
        for (SQLWarning each = warning; each != null; each = each.getNextWarning()) {
            String text = String.valueOf(each.getMessage());
            if (LOCAL_ONLY.stream().anyMatch(text::contains)) {
                return true;
            }
        }
        return false;
    }
}
