package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.journal.Convergence;
import io.replicatedpostgres.journal.Convergence.LeftOut;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReceiverState;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.model.WalPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Waits until all nodes are equal: one primary, standbys that stream, one line of timelines, the same content. A node that is stopped or
 * does not answer is equal to none, and one node alone has none to be equal to; only what the test leaves out does not count.
 */
final class Converging {

    private final Cluster cluster;
    private final Duration deadline;
    private final Set<NodeRef> leftOut;
    private volatile List<ServerState> seen = List.of();
    private volatile List<String> last = List.of("the nodes were not compared");

    Converging(Cluster cluster, Duration deadline, Set<NodeRef> leftOut) {
        this.cluster = cluster;
        this.deadline = deadline;
        this.leftOut = leftOut;
    }

    void await() {
        long began = System.nanoTime();
        try {
            Await.orFail("the nodes did not converge", deadline)
                    .lookAt(() -> "Logs: " + NodeLog.pathsOf(cluster.nodes()))
                    .until("no difference", this::look, List::isEmpty);
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            cluster.journal().append(new Convergence(compared(), took, last, notCompared()));
        }
    }

    private List<NodeRef> compared() {
        return seen.stream().filter(Converging::answers).map(ServerState::node).toList();
    }

    private List<LeftOut> notCompared() {
        var all = new ArrayList<LeftOut>();
        leftOut.forEach(node -> all.add(new LeftOut(node, "the test left it out", true)));
        seen.stream()
                .filter(state -> !answers(state))
                .forEach(state -> all.add(new LeftOut(state.node(), words(state), false)));
        return all;
    }

    /** What goes wrong while it looks is no equality: a server that cannot be asked now is asked again, the rest is thrown on. */
    private List<String> look() {
        try {
            last = differences();
        } catch (ReplicatedPostgresException e) {
            last = List.of("the nodes could not be compared: " + e.getMessage());
            if (!(e instanceof SqlException)) {
                throw e;
            }
        }
        return last;
    }

    private List<String> differences() {
        List<ServerState> states = cluster.states().stream()
                .filter(state -> !leftOut.contains(state.node()))
                .toList();
        seen = states;
        List<String> silent = states.stream()
                .filter(state -> !answers(state))
                .map(state -> "%s cannot be compared: %s. Start it, remove it from the cluster, or leave it out"
                        .formatted(state.node(), words(state)))
                .toList();
        if (!silent.isEmpty()) {
            return silent;
        }
        if (states.size() < 2) {
            return List.of("there are not two nodes to compare: " + states);
        }
        List<Node> primaries = nodes(states, Role.PRIMARY);
        if (primaries.size() != 1) {
            return List.of("not one primary with standbys: " + states);
        }
        List<String> late = late(primaries.get(0), states);
        return late.isEmpty() ? compared(primaries.get(0), nodes(states, Role.STANDBY)) : late;
    }

    private List<String> late(Node primary, List<ServerState> states) {
        WalPosition position = primary.currentPosition();
        var late = new ArrayList<String>();
        for (ServerState state : states) {
            if (state.role() != Role.STANDBY) {
                continue;
            }
            Node standby = cluster.node(state.node());
            new Replay(standby.member())
                    .whyNot(state, position)
                    .ifPresent(lag -> late.add("%s has not replayed up to %s: %s".formatted(standby, position, lag)));
            Optional<ReceiverState> receiver = standby.receiver();
            if (receiver.filter(ReceiverState::isStreaming).isEmpty()) {
                late.add("%s does not stream: its walreceiver is %s"
                        .formatted(
                                standby, receiver.map(ReceiverState::toString).orElse("not there")));
            }
        }
        return late;
    }

    private static List<String> compared(Node primary, List<Node> standbys) {
        var differences = new ArrayList<String>();
        for (Node standby : standbys) {
            if (!standby.history().equals(primary.history())) {
                differences.add("%s has come along %s, %s along %s"
                        .formatted(standby, standby.history(), primary, primary.history()));
            }
            standby.divergenceFrom(primary).ifPresent(divergence -> differences.add(divergence.toString()));
        }
        var all = new ArrayList<>(standbys);
        all.add(0, primary);
        List<Contents> contents = ReadingOrder.map(all, Node::contents);
        for (Contents other : contents.subList(1, contents.size())) {
            differences.addAll(contents.get(0).differencesFrom(other));
        }
        return differences;
    }

    private List<Node> nodes(List<ServerState> states, Role role) {
        return states.stream()
                .filter(state -> state.role() == role)
                .map(state -> cluster.node(state.node()))
                .toList();
    }

    private static boolean answers(ServerState state) {
        return state.role() == Role.PRIMARY || state.role() == Role.STANDBY;
    }

    private String words(ServerState state) {
        if (state.role() != Role.STOPPED) {
            return "it does not answer";
        }
        return cluster.node(state.node()).hasEndedByItself() ? "it ended by itself" : "it is stopped";
    }
}
