package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.await.Interruptible;
import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.postgres.Server;
import io.replicatedpostgres.topology.SideBySide;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;

/**
 * The roles of the nodes, asked with patience: a look that took longer than a second on a loaded machine is not taken for an
 * answer. A frozen server is not waited for.
 */
final class Roles {

    private static final Logger LOG = Loggers.of(Roles.class);

    private final List<Node> nodes;
    private List<ServerState> seen = List.of();

    Roles(List<Node> nodes) {
        this.nodes = nodes;
    }

    /** What each of them is doing; a server that takes connections and is slow is waited for. */
    List<ServerState> patient() {
        return Interruptible.get(
                () -> SideBySide.map(nodes, node -> node.member().patientState()),
                e -> new ReplicatedPostgresException("interrupted: the nodes were asked what they do", e));
    }

    /**
     * What each of them is doing, once one is in this role or none can come to it by being asked again; at the deadline, as it is
     * then.
     */
    List<ServerState> with(Role role) {
        seen = Interruptible.get(
                () -> SideBySide.map(nodes, node -> node.member().state()),
                e -> new ReplicatedPostgresException(
                        "interrupted: the nodes were asked which of them is a %s".formatted(role), e));
        if (!isOpen(role)) {
            return seen;
        }
        Duration deadline = nodes.get(0).member().deadline();
        try {
            Await.orFail("no node is a %s".formatted(role), deadline)
                    .until("one", this::lookAgain, now -> !isOpen(role));
        } catch (DeadlineException e) {
            LOG.debug("some servers did not say what they are", e);
        }
        return seen;
    }

    private List<ServerState> lookAgain() {
        seen = patient();
        return seen;
    }

    private boolean isOpen(Role role) {
        return seen.stream().noneMatch(state -> state.role() == role)
                && seen.stream().anyMatch(state -> mayBe(role, state));
    }

    /** A server that does not take connections yet is a primary in the end only if it is not marked as a standby. */
    private boolean mayBe(Role role, ServerState state) {
        if (state.role() != Role.UNRESPONSIVE) {
            return false;
        }
        Node node = node(state);
        Server server = node.member().server();
        return !server.isFrozen(node.member().deadline())
                && (role == Role.STANDBY
                        || server.saysReady()
                        || !server.recovery().isMarkedStandby());
    }

    /**
     * The standbys that ran when the nodes were last asked, also those that did not answer: a standby that is waited for is not left
     * out for being slow.
     */
    List<Node> runningStandbys() {
        return seen.stream()
                .filter(state -> state.role() == Role.STANDBY || isSilentStandby(state))
                .map(this::node)
                .toList();
    }

    /** What this node was doing when the nodes were last asked. */
    ServerState lastSeen(Node node) {
        return seen.stream()
                .filter(state -> state.node().equals(node.ref()))
                .findFirst()
                .orElseThrow();
    }

    private boolean isSilentStandby(ServerState state) {
        return state.role() == Role.UNRESPONSIVE
                && node(state).member().server().recovery().isMarkedStandby();
    }

    private Node node(ServerState state) {
        return nodes.stream()
                .filter(node -> node.ref().equals(state.node()))
                .findFirst()
                .orElseThrow();
    }
}
