package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.CommitWait;
import io.replicatedpostgres.journal.Convergence;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A history by hand. Times are milliseconds; each operation takes one, and one that follows begins where it ended. */
final class Written {

    static final NodeRef A = new NodeRef("a");
    static final NodeRef B = new NodeRef("b");

    private final List<Entry> entries = new ArrayList<>();
    private long millis;
    private long operations;
    private int client;
    private @Nullable NodeRef node = A;
    private String workload = "w";
    private @Nullable String sqlState;
    private @Nullable Timeline timeline;
    private @Nullable CommitWait commitWait;
    private @Nullable Lsn lsn;
    private long latencyMillis = 1;

    static Written history() {
        return new Written();
    }

    static Written workload() {
        return new Written().event(new WorkloadBegan("w", "inserts", 2, null));
    }

    Written at(long millis) {
        this.millis = millis;
        return this;
    }

    Written by(int client) {
        this.client = client;
        return this;
    }

    /** Who serves from now on; null for a client that does not know. */
    Written on(@Nullable NodeRef node) {
        this.node = node;
        return this;
    }

    Written of(String workload) {
        this.workload = workload;
        return this;
    }

    Written state(@Nullable String sqlState) {
        this.sqlState = sqlState;
        return this;
    }

    /** The timeline of the writes that follow. */
    Written timeline(int number) {
        this.timeline = new Timeline(number);
        return this;
    }

    /** What the writes that follow waited for, such as {@code on+standbys}. */
    Written waitsFor(String level, boolean standbys) {
        this.commitWait = new CommitWait(level, standbys);
        return this;
    }

    /** Where the writes that follow lie. */
    Written lsn(long bytes) {
        this.lsn = new Lsn(bytes);
        return this;
    }

    /** How long the operations that follow take. */
    Written takes(long millis) {
        this.latencyMillis = millis;
        return this;
    }

    Written event(Event event) {
        entries.add(new Entry(millis * 1_000_000, Instant.EPOCH, event));
        return this;
    }

    Written insert(Result result) {
        return operation(Kind.INSERT, result, operations, 0);
    }

    Written write(long register, long value) {
        return operation(Kind.WRITE, Result.ACKNOWLEDGED, register, value);
    }

    Written read(long register, long value) {
        return operation(Kind.READ, Result.ACKNOWLEDGED, register, value);
    }

    Written operation(Kind kind, Result result, long key, long value) {
        var operation = new Operation(
                operations++,
                kind,
                client,
                millis * 1_000_000,
                latencyMillis * 1_000_000,
                result,
                key,
                value,
                node,
                lsn == null ? new Lsn(1_000 + operations) : lsn,
                700L,
                sqlState,
                timeline,
                commitWait);
        millis += latencyMillis;
        return event(new Operations(workload, List.of(operation)));
    }

    Written role(NodeRef who, Role role) {
        return event(new RoleChanged(who, role, null));
    }

    Written sampled(NodeRef who, Role role) {
        return event(NodeSampled.of(new ServerState(who, role, null, null, null)));
    }

    Written found(NodeRef where, boolean survivor, String rows) {
        return found(where, survivor, rows, "", Map.of(), null);
    }

    Written found(
            NodeRef where,
            boolean survivor,
            String rows,
            String twice,
            Map<Long, Long> registers,
            @Nullable Long balance) {
        return event(new FinalContents(
                workload, where, survivor, RowRanges.parse(rows), RowRanges.parse(twice), registers, balance));
    }

    /** A node that has these writes to registers, by their numbers, and these values. */
    Written registers(NodeRef where, boolean survivor, String writes, Map<Long, Long> registers) {
        return event(new FinalContents(
                workload,
                where,
                survivor,
                RowRanges.EMPTY,
                RowRanges.EMPTY,
                registers,
                null,
                RowRanges.parse(writes),
                Map.of(),
                null,
                null));
    }

    /** The survivor with these rows, some of which have these values. */
    Written altered(NodeRef where, String rows, Map<Long, Long> altered) {
        return event(new FinalContents(
                workload,
                where,
                true,
                RowRanges.parse(rows),
                RowRanges.EMPTY,
                Map.of(),
                null,
                null,
                altered,
                null,
                null));
    }

    /** A node that was this when it was read, and had these rows. */
    Written stands(NodeRef where, boolean survivor, Standing standing, String rows) {
        return event(new FinalContents(
                workload,
                where,
                survivor,
                RowRanges.parse(rows),
                RowRanges.EMPTY,
                Map.of(),
                null,
                null,
                Map.of(),
                standing,
                null));
    }

    Written converged(long tookMillis, String... differences) {
        return event(new Convergence(List.of(A, B), Duration.ofMillis(tookMillis), List.of(differences)));
    }

    History read() {
        return History.of(entries);
    }

    Verdict judgedBy(Check check) {
        return check.of(read());
    }
}
