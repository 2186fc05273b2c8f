package io.replicatedpostgres.assertions;

import io.replicatedpostgres.cluster.Contents;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.ReadingOrder;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Lag;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.model.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on one node. Each looks once. A node that cannot be asked what an assertion must know fails it. */
public final class NodeAssert extends AbstractAssert<NodeAssert, Node> {

    /** What PostgreSQL answers to a write in a read-only transaction. */
    private static final String READ_ONLY = "25006";

    /** A write as far as the check for read-only goes; it finds no row, so nothing is written. */
    private static final String WRITE = "UPDATE pg_catalog.pg_description SET description = description WHERE false";

    NodeAssert(@Nullable Node actual) {
        super(actual, NodeAssert.class);
    }

    /** It runs and takes writes. */
    public NodeAssert isPrimary() {
        return hasRole(Role.PRIMARY, "a primary");
    }

    /** It runs and is in recovery. */
    public NodeAssert isStandby() {
        return hasRole(Role.STANDBY, "a standby");
    }

    /** No process of it runs. */
    public NodeAssert isStopped() {
        return hasRole(Role.STOPPED, "stopped");
    }

    /** A process of it runs, frozen or not. */
    public NodeAssert isRunning() {
        isNotNull();
        if (!actual.isRunning()) {
            failWithMessage("expected %s to run, but no process of it does. %s", actual, log());
        }
        return this;
    }

    /** It writes or replays this timeline. */
    public NodeAssert isOnTimeline(int timeline) {
        ServerState state = state();
        if (!new Timeline(timeline).equals(state.timeline())) {
            failWithMessage("expected %s to be on timeline %s, but it is: %s. %s", actual, timeline, state, log());
        }
        return this;
    }

    /**
     * Its walreceiver streams and is connected to the other node, which has a walsender for it on the same slot; another client of
     * the same name does not count. A dead link looks like that for a while too.
     */
    public NodeAssert isStreamingFrom(Node upstream) {
        Given.value("upstream", upstream);
        refuseItself(upstream);
        String wanted = "to stream from " + upstream;
        ask(wanted, () -> actual.whyNotStreamingFrom(upstream))
                .ifPresent(why -> failWithMessage("expected %s %s, but %s. %s", actual, wanted, why, log()));
        return this;
    }

    /** It has replayed all that the other node, a primary, had written when this was called. */
    public NodeAssert isInSyncWith(Node upstream) {
        Given.value("upstream", upstream);
        refuseItself(upstream);
        var position = ask("to be in sync with " + upstream, () -> upstream.currentPosition());
        Optional<String> lag = ask("to be in sync with " + upstream, () -> actual.whyNotReplayed(position));
        if (lag.isPresent()) {
            failWithMessage(
                    "expected %s to be in sync with %s at %s, but %s. %s",
                    actual, upstream, position.lsn(), lag.get(), log());
        }
        return this;
    }

    /** It is a standby, and no more than this WAL of the primary is left for it to replay: see {@link Node#lag()}. */
    public NodeAssert isWithin(DataSize most) {
        Given.value("most", most);
        return isWithin(most.toString(), lag -> lag.isWithin(most));
    }

    /**
     * It is a standby, and what it shows is known to be no older than this: see {@link io.replicatedpostgres.model.Lag#time()},
     * which is too much after a quiet time, never too little.
     */
    public NodeAssert isWithin(Duration most) {
        Given.notEndless("most", most);
        return isWithin(most.toMillis() + " ms", lag -> lag.isWithin(most));
    }

    private NodeAssert isWithin(String most, Predicate<Lag> holds) {
        String wanted = "to be within %s of the primary".formatted(most);
        Lag lag = ask(wanted, () -> actual.lag());
        if (!holds.test(lag)) {
            failWithMessage("expected %s %s, but %s. %s", actual, wanted, lag, log());
        }
        return this;
    }

    /**
     * A client's write is refused because the node is read-only. It is tried with an {@code UPDATE} that finds no row: a
     * node that takes it is left as it was.
     */
    public NodeAssert isReadOnly() {
        isNotNull();
        try {
            actual.execute(WRITE);
        } catch (SqlException e) {
            if (e.state().equals(READ_ONLY)) {
                return this;
            }
            throw cannotTell("to refuse a write as read-only", e);
        }
        failWithMessage("expected %s to be read-only, but it takes writes: %s. %s", actual, state(), log());
        return this;
    }

    /** It has a database of this name. */
    public NodeAssert hasDatabase(String name) {
        Given.value("name", name);
        String wanted = "to have the database \"%s\"".formatted(Given.shown(name));
        List<String> databases = ask(wanted, () -> actual.databases());
        return check(databases.contains(name), wanted, databases);
    }

    /** It has no database of this name. */
    public NodeAssert lacksDatabase(String name) {
        Given.value("name", name);
        String wanted = "to lack the database \"%s\"".formatted(Given.shown(name));
        List<String> databases = ask(wanted, () -> actual.databases());
        return check(!databases.contains(name), wanted, databases);
    }

    /** It has a replication slot of this name. */
    public NodeAssert hasSlot(String name) {
        Given.value("name", name);
        String wanted = "to have the slot \"%s\"".formatted(Given.shown(name));
        List<SlotState> slots = ask(wanted, () -> actual.slots());
        return check(slots.stream().anyMatch(slot -> slot.name().equals(name)), wanted, slots);
    }

    /** It has no replication slot of this name. */
    public NodeAssert lacksSlot(String name) {
        Given.value("name", name);
        String wanted = "to lack the slot \"%s\"".formatted(Given.shown(name));
        List<SlotState> slots = ask(wanted, () -> actual.slots());
        return check(slots.stream().noneMatch(slot -> slot.name().equals(name)), wanted, slots);
    }

    /** Both nodes have WAL past the point where their histories parted. */
    public NodeAssert hasDivergedFrom(Node other) {
        Given.value("other", other);
        refuseItself(other);
        String wanted = "to have diverged from " + other;
        if (ask(wanted, () -> actual.divergenceFrom(other)).isEmpty()) {
            failWithMessage(
                    "expected %s %s, but it has not: %s, %s. %s", actual, wanted, state(), other.state(), log());
        }
        return this;
    }

    /** Not both nodes have WAL past a point where their histories parted. */
    public NodeAssert hasNotDivergedFrom(Node other) {
        Given.value("other", other);
        refuseItself(other);
        String wanted = "not to have diverged from " + other;
        ask(wanted, () -> actual.divergenceFrom(other))
                .ifPresent(
                        divergence -> failWithMessage("expected %s %s, but %s. %s", actual, wanted, divergence, log()));
        return this;
    }

    /** The same rows in every table of every database. Call it last: reading tables can write WAL. */
    public NodeAssert hasSameContentAs(Node other) {
        Given.value("other", other);
        refuseItself(other);
        String wanted = "to have the same content as " + other;
        String differences = ask(wanted, () -> {
            List<Contents> contents = ReadingOrder.map(List.of(actual, other), Node::contents);
            return Differences.between(actual, contents.get(0), other, contents.get(1));
        });
        if (!differences.isEmpty()) {
            failWithMessage("expected %s %s, but:%n%s", actual, wanted, differences);
        }
        return this;
    }

    /** That a node is equal to itself says nothing. */
    private void refuseItself(Node other) {
        isNotNull();
        if (actual.equals(other)) {
            failWithMessage("expected two nodes to compare, but both are %s. Name another node", actual);
        }
    }

    private NodeAssert hasRole(Role role, String words) {
        ServerState state = state();
        if (state.role() != role) {
            failWithMessage("expected %s to be %s, but it is: %s. %s", actual, words, state, log());
        }
        return this;
    }

    private NodeAssert check(boolean holds, String wanted, List<?> seen) {
        if (!holds) {
            failWithMessage("expected %s %s, but it has %s. %s", actual, wanted, seen, log());
        }
        return this;
    }

    private ServerState state() {
        isNotNull();
        return actual.awaitState();
    }

    /** What cannot be asked is not as wanted, and says why. */
    private <T> T ask(String wanted, Supplier<T> question) {
        isNotNull();
        try {
            return question.get();
        } catch (ReplicatedPostgresException e) {
            throw cannotTell(wanted, e);
        }
    }

    private AssertionError cannotTell(String wanted, ReplicatedPostgresException e) {
        AssertionError failure =
                failure("expected %s %s, but: %s. It is: %s. %s", actual, wanted, e.getMessage(), state(), log());
        failure.initCause(e);
        return failure;
    }

    private String log() {
        return "Log: " + actual.log().path();
    }
}
