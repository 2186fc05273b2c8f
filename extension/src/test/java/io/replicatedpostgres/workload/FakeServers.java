package io.replicatedpostgres.workload;

import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.WalPosition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Servers that are only told of: what each is, and what it holds of the workload {@code w}. */
final class FakeServers implements Servers {

    static final NodeRef A = new NodeRef("a");
    static final NodeRef B = new NodeRef("b");

    private final Map<NodeRef, ServerState> states = new LinkedHashMap<>();
    private final Map<NodeRef, RowRanges> rows = new HashMap<>();
    private final Map<NodeRef, RowRanges> writes = new HashMap<>();
    private final Set<NodeRef> behind = new HashSet<>();
    private final Map<Long, String> transactions = new HashMap<>();
    private final List<NodeRef> withoutTable = new ArrayList<>();
    private final Map<NodeRef, RuntimeException> broken = new HashMap<>();
    private int looksUntilItAnswers;

    FakeServers is(NodeRef node, Role role) {
        states.put(
                node,
                role == Role.PRIMARY || role == Role.STANDBY
                        ? new ServerState(node, role, Timeline.FIRST, new Lsn(100), new Lsn(100))
                        : new ServerState(node, role, null, null, null));
        return this;
    }

    FakeServers isPrimaryOn(NodeRef node, int timeline) {
        states.put(node, new ServerState(node, Role.PRIMARY, new Timeline(timeline), new Lsn(100), new Lsn(100)));
        return this;
    }

    FakeServers holds(NodeRef node, String numbers) {
        rows.put(node, RowRanges.parse(numbers));
        return this;
    }

    FakeServers holdsWrites(NodeRef node, String numbers) {
        writes.put(node, RowRanges.parse(numbers));
        return this;
    }

    FakeServers withoutTable(NodeRef node) {
        withoutTable.add(node);
        return this;
    }

    FakeServers isBehind(NodeRef standby) {
        behind.add(standby);
        return this;
    }

    FakeServers cannotBeRead(NodeRef node, RuntimeException because) {
        broken.put(node, because);
        return this;
    }

    FakeServers transaction(long xid, String status) {
        transactions.put(xid, status);
        return this;
    }

    /** Every server is unresponsive at the first looks. */
    FakeServers answersAfter(int looks) {
        looksUntilItAnswers = looks;
        return this;
    }

    @Override
    public List<ServerState> states() {
        if (looksUntilItAnswers-- > 0) {
            return states.keySet().stream().map(ServerState::unresponsive).toList();
        }
        return List.copyOf(states.values());
    }

    @Override
    public WalPosition written(NodeRef primary) {
        return new WalPosition(Timeline.FIRST, new Lsn(100));
    }

    @Override
    public Optional<String> whyNotReplayed(NodeRef standby, WalPosition position) {
        return behind.contains(standby) ? Optional.of("it has replayed 0/32") : Optional.empty();
    }

    @Override
    public boolean hasTable(NodeRef node, String table) {
        return !withoutTable.contains(node);
    }

    @Override
    public FinalContents contents(NodeRef node, boolean survivor, Standing standing) {
        if (broken.containsKey(node)) {
            throw broken.get(node);
        }
        if (withoutTable.contains(node)) {
            throw noSuchTable("w");
        }
        return new FinalContents(
                "w",
                node,
                survivor,
                rows.getOrDefault(node, RowRanges.EMPTY),
                RowRanges.EMPTY,
                Map.of(),
                null,
                writes.get(node),
                Map.of(),
                standing,
                null);
    }

    /** What a server answers to a query of a table that it does not have. */
    static SqlException noSuchTable(String table) {
        return new SqlException(
                "a refused SELECT",
                "42P01",
                new IllegalStateException("relation \"%s\" does not exist".formatted(table)));
    }

    @Override
    public boolean isPrimary(NodeRef node) {
        return Objects.requireNonNull(states.get(node)).role() == Role.PRIMARY;
    }

    @Override
    public @Nullable String transactionStatus(NodeRef node, long xid) {
        if (xid == 0) {
            throw new ReplicatedPostgresException("a refused SELECT txid_status(?)");
        }
        return transactions.get(xid);
    }
}
