package io.replicatedpostgres.workload;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.journal.Event;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.OperationResolved;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RowRanges;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.WalPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records what each node holds of a workload in the end, and what became of the operations with an unknown outcome. */
final class Settlement {

    /** A standby that has not caught up by then is looked at as it is. */
    private static final Duration CATCH_UP = Duration.ofSeconds(3);

    private static final String NO_SUCH_TABLE = "42P01";

    private final Servers servers;
    private final String name;
    private final Consumer<Event> sink;
    private final Duration patience;

    /** What is found goes into the sink: the journal of the cluster. */
    Settlement(Servers servers, String name, Consumer<Event> sink) {
        this(servers, name, sink, CATCH_UP);
    }

    /** One that waits for standbys, and for servers that do not answer, only so long. */
    Settlement(Servers servers, String name, Consumer<Event> sink, Duration patience) {
        this.servers = servers;
        this.name = name;
        this.sink = sink;
        this.patience = patience;
    }

    /** What the node that counts has now, without a word in the journal; empty if no node counts. */
    static Optional<FinalContents> ofSurvivor(Servers servers, String name) {
        var found = new ArrayList<Event>();
        var settlement = new Settlement(servers, name, found::add);
        List<ServerState> states = settlement.states();
        survivor(states)
                .ifPresent(node -> settlement.record(
                        node, true, new Standing(Role.PRIMARY, timeline(states, node), true), List.of()));
        return found.stream()
                .filter(FinalContents.class::isInstance)
                .map(FinalContents.class::cast)
                .findFirst();
    }

    private static @Nullable Timeline timeline(List<ServerState> states, NodeRef node) {
        return states.stream()
                .filter(state -> state.node().equals(node))
                .findFirst()
                .map(ServerState::timeline)
                .orElse(null);
    }

    /** The only primary. */
    private static Optional<NodeRef> survivor(List<ServerState> states) {
        List<NodeRef> primaries = nodesIn(states, Role.PRIMARY);
        return primaries.size() == 1 ? Optional.of(primaries.get(0)) : Optional.empty();
    }

    void record(List<Operation> unknown) {
        List<ServerState> states = states();
        Optional<NodeRef> survivor = survivor(states);
        if (survivor.isEmpty()) {
            sink.accept(new Note("%s: no node counts as the survivor, there are %s primaries: %s"
                    .formatted(name, nodesIn(states, Role.PRIMARY).size(), states)));
        }
        Set<NodeRef> caughtUp = survivor.map(primary -> awaitStandbys(primary, nodesIn(states, Role.STANDBY)))
                .orElse(Set.of());
        for (ServerState state : states) {
            if (state.role() == Role.PRIMARY || state.role() == Role.STANDBY) {
                boolean survives = survivor.filter(state.node()::equals).isPresent();
                var standing = new Standing(
                        state.role(),
                        state.timeline(),
                        state.role() == Role.PRIMARY || caughtUp.contains(state.node()));
                record(state.node(), survives, standing, unknown);
            }
        }
    }

    /** A look that took too long on a loaded machine must not make a server count as away: it is looked at again. */
    private List<ServerState> states() {
        try {
            return Await.orFail("not every server answered", patience)
                    .until(
                            "no server that runs and does not answer",
                            servers::states,
                            states -> states.stream().noneMatch(state -> state.role() == Role.UNRESPONSIVE));
        } catch (DeadlineException e) {
            sink.accept(new Note(String.valueOf(e.getMessage())));
            return servers.states();
        }
    }

    private static List<NodeRef> nodesIn(List<ServerState> states, Role role) {
        return states.stream()
                .filter(state -> state.role() == role)
                .map(ServerState::node)
                .toList();
    }

    /** Those that have replayed all that the primary had written. */
    private Set<NodeRef> awaitStandbys(NodeRef primary, List<NodeRef> standbys) {
        var caughtUp = new HashSet<NodeRef>();
        WalPosition position = servers.written(primary);
        for (NodeRef standby : standbys) {
            try {
                Await.orFail(standby + " did not catch up", patience)
                        .until(
                                "replay ≥ " + position,
                                () -> servers.whyNotReplayed(standby, position),
                                Optional::isEmpty);
                caughtUp.add(standby);
            } catch (DeadlineException e) {
                sink.accept(new Note(String.valueOf(e.getMessage())));
            }
        }
        return caughtUp;
    }

    private void record(NodeRef node, boolean survivor, Standing standing, List<Operation> unknown) {
        FinalContents contents;
        try {
            contents = contents(node, survivor, standing);
        } catch (RuntimeException e) {
            String problem = e instanceof ReplicatedPostgresException ? String.valueOf(e.getMessage()) : e.toString();
            sink.accept(FinalContents.unread(name, node, survivor, standing, problem));
            return;
        }
        sink.accept(contents);
        unknown.stream()
                .filter(operation -> node.equals(operation.node()) && operation.xid() != null)
                .forEach(operation -> sink.accept(
                        new OperationResolved(name, operation.id(), node, status(node, operation, contents))));
    }

    /** Whether there is a table is a question of its own session: it is asked only where the table could not be read. */
    private FinalContents contents(NodeRef node, boolean survivor, Standing standing) {
        try {
            return servers.contents(node, survivor, standing);
        } catch (SqlException e) {
            if (e.state().equals(NO_SUCH_TABLE) && !servers.hasTable(node, name)) {
                return nothing(node, survivor, standing);
            }
            throw e;
        }
    }

    /** A table whose making was never shipped, or that was dropped, is lost like any row of it. */
    private FinalContents nothing(NodeRef node, boolean survivor, Standing standing) {
        sink.accept(new Note("%s has no table %s".formatted(node, name)));
        return new FinalContents(
                name,
                node,
                survivor,
                RowRanges.EMPTY,
                RowRanges.EMPTY,
                Map.of(),
                null,
                RowRanges.EMPTY,
                Map.of(),
                standing,
                null);
    }

    /**
     * The number of a transaction is that of another one once its server has been rewound, so a row that contradicts the
     * answer is believed.
     */
    private String status(NodeRef node, Operation operation, FinalContents contents) {
        if (!servers.isPrimary(node)) {
            return "not known: %s is a standby by now, and its transactions are another server's".formatted(node);
        }
        @Nullable String status;
        try {
            status = servers.transactionStatus(node, Objects.requireNonNull(operation.xid()));
        } catch (ReplicatedPostgresException e) {
            return "not known: " + e.getMessage();
        }
        RowRanges writes = contents.writes();
        boolean there = operation.kind().leavesRow()
                ? contents.rows().contains(operation.key())
                : writes != null && writes.contains(operation.id());
        if (status == null || there != status.equals("committed")) {
            return "not known: transaction %s is %s, and the row is %sthere"
                    .formatted(operation.xid(), status, there ? "" : "not ");
        }
        return status;
    }
}
