package io.replicatedpostgres.plantings;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.journal.CommitWait;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.OperationPlan;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.journal.WorkloadEnded;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A history by hand: a is the primary, b and c are its standbys. Times are milliseconds; each operation takes one, and one that
 * follows begins where it ended. The n-th operation lies at the position 1000 + n, on the timeline of its server.
 */
final class HandWritten {

    static final NodeRef A = new NodeRef("a");
    static final NodeRef B = new NodeRef("b");
    static final NodeRef C = new NodeRef("c");

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final List<Entry> entries = new ArrayList<>();
    private long millis;
    private long operations;
    private int client;
    private NodeRef primary = A;
    private NodeRef node = A;
    private String workload = "w";
    private @Nullable String sqlState;
    private int timeline = 1;
    private @Nullable CommitWait commitWait = new CommitWait("on", false);
    private long latencyMillis = 1;

    private HandWritten() {}

    /** Roles, and no workload. */
    static HandWritten cluster() {
        return new HandWritten().role(A, Role.PRIMARY).role(B, Role.STANDBY).role(C, Role.STANDBY);
    }

    static HandWritten inserts() {
        return cluster().began("w", "inserts", null);
    }

    static HandWritten registers() {
        return cluster().began("w", "registers", null);
    }

    static HandWritten transfers() {
        return cluster().began("w", "transfers", OperationPlan.ACCOUNTS * OperationPlan.OPENING_BALANCE);
    }

    /** Another workload; what follows is of it. */
    HandWritten began(String name, String kind, @Nullable Long balance) {
        workload = name;
        return event(new WorkloadBegan(name, kind, 2, balance));
    }

    HandWritten expecting(Expectation... expected) {
        return event(new Expectations(false, List.of(expected)));
    }

    HandWritten at(long time) {
        this.millis = time;
        return this;
    }

    HandWritten by(int who) {
        this.client = who;
        return this;
    }

    /** The server that answers what follows. */
    HandWritten on(NodeRef server) {
        this.node = server;
        return this;
    }

    HandWritten of(String name) {
        this.workload = name;
        return this;
    }

    HandWritten state(@Nullable String code) {
        this.sqlState = code;
        return this;
    }

    /** The timeline of the writes that follow. */
    HandWritten timeline(int number) {
        this.timeline = number;
        return this;
    }

    /** What the writes that follow wait for. */
    HandWritten waitsFor(String level, boolean standbys) {
        this.commitWait = new CommitWait(level, standbys);
        return this;
    }

    /** As journals before version 4 of the format, which do not say what a commit waited for. */
    HandWritten waitNotRecorded() {
        this.commitWait = null;
        return this;
    }

    /** How long the operations that follow take. */
    HandWritten takes(long time) {
        this.latencyMillis = time;
        return this;
    }

    HandWritten event(Event event) {
        entries.add(new Entry(millis * NANOS_PER_MILLI, Instant.EPOCH, event));
        return this;
    }

    HandWritten role(NodeRef who, Role role) {
        return event(new RoleChanged(who, role, null));
    }

    /** The primary is gone, and another node is promoted behind this position; it answers what follows. */
    HandWritten failoverTo(NodeRef heir, long at) {
        role(primary, Role.STOPPED);
        return promoted(heir, at);
    }

    /** A node is promoted behind this position, and the old primary is still there; the new one answers what follows. */
    HandWritten promoted(NodeRef heir, long at) {
        event(new TimelineForked(heir, new Timeline(timeline + 1), new Timeline(timeline), new Lsn(at)));
        role(heir, Role.PRIMARY);
        timeline++;
        primary = heir;
        node = heir;
        return this;
    }

    /** So many rows, each acknowledged. */
    HandWritten inserted(int rows) {
        for (int i = 0; i < rows; i++) {
            insert(Result.ACKNOWLEDGED);
        }
        return this;
    }

    HandWritten insert(Result result) {
        return operation(Kind.INSERT, result, operations, OperationPlan.rowValue(operations));
    }

    HandWritten transfer(Result result) {
        return operation(Kind.TRANSFER, result, operations, 1);
    }

    HandWritten twoPhase(Result result) {
        return operation(Kind.TWO_PHASE, result, operations, OperationPlan.rowValue(operations));
    }

    HandWritten write(long register, long value) {
        return write(Result.ACKNOWLEDGED, register, value);
    }

    HandWritten write(Result result, long register, long value) {
        return operation(Kind.WRITE, result, register, value);
    }

    HandWritten read(long register, long value) {
        return operation(Kind.READ, Result.ACKNOWLEDGED, register, value);
    }

    /** A read that fails with this. */
    HandWritten readFails(String code) {
        return state(code).operation(Kind.READ, Result.REJECTED, 0, 0).state(null);
    }

    HandWritten operation(Kind kind, Result result, long key, long value) {
        var operation = new Operation(
                operations,
                kind,
                client,
                millis * NANOS_PER_MILLI,
                latencyMillis * NANOS_PER_MILLI,
                result,
                key,
                value,
                node,
                new Lsn(1_000 + operations),
                700L + operations,
                sqlState,
                kind == Kind.READ ? null : new Timeline(timeline),
                kind == Kind.READ ? null : commitWait);
        operations++;
        millis += latencyMillis;
        return event(new Operations(workload, List.of(operation)));
    }

    /** The clients stop. */
    HandWritten ended() {
        return event(new WorkloadEnded(workload, Map.of()));
    }

    /** The primary, and it counts. */
    InTheEnd survivor() {
        return new InTheEnd(this, workload, primary, true, Role.PRIMARY, timeline, true);
    }

    /** A standby that has replayed all. */
    InTheEnd standby(NodeRef where) {
        return new InTheEnd(this, workload, where, false, Role.STANDBY, timeline, true);
    }

    /** A standby that has not. */
    InTheEnd behind(NodeRef where) {
        return new InTheEnd(this, workload, where, false, Role.STANDBY, timeline, false);
    }

    /** One of several primaries, none of which counts. */
    InTheEnd primary(NodeRef where, int itsTimeline) {
        return new InTheEnd(this, workload, where, false, Role.PRIMARY, itsTimeline, true);
    }

    History read() {
        return History.of(entries);
    }
}
