package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.journal.Convergence;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.WalPosition;
import io.replicatedpostgres.topology.SideBySide;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Waits until all nodes are equal: one primary, one line of timelines, the same content. A node that is stopped or does not answer is not
 * equal to any, and one node alone has none to be equal to.
 */
final class Converging {

    private final Cluster cluster;
    private final Duration deadline;

    Converging(Cluster cluster, Duration deadline) {
        this.cluster = cluster;
        this.deadline = deadline;
    }

    void await() {
        long began = System.nanoTime();
        var last = new ArrayList<String>();
        try {
            Await.orFail("the nodes did not converge", deadline).until("no difference", this::differences, seen -> {
                last.clear();
                last.addAll(seen);
                return seen.isEmpty();
            });
        } finally {
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            cluster.journal().append(new Convergence(running(), took, last));
        }
    }

    private List<NodeRef> running() {
        return cluster.states().stream()
                .filter(state -> state.role() != Role.STOPPED)
                .map(ServerState::node)
                .toList();
    }

    private List<String> differences() {
        List<ServerState> states = cluster.states();
        for (ServerState state : states) {
            if (state.role() == Role.STOPPED) {
                return List.of(
                        "%s is stopped: what it holds cannot be compared. Start it, or remove it from the cluster"
                                .formatted(state.node()));
            }
        }
        if (states.size() < 2) {
            return List.of("%s is alone: there is no other node to compare it with".formatted(states));
        }
        List<ServerState> primaries =
                states.stream().filter(state -> state.role() == Role.PRIMARY).toList();
        if (primaries.size() != 1 || states.stream().anyMatch(state -> state.role() == Role.UNRESPONSIVE)) {
            return List.of("not one primary with standbys that answer: " + states);
        }
        Node primary = cluster.node(primaries.get(0).node());
        WalPosition position = primary.currentPosition();
        for (ServerState state : states) {
            if (state.role() == Role.STANDBY) {
                var lag = new Replay(cluster.node(state.node()).member()).whyNot(state, position);
                if (lag.isPresent()) {
                    return List.of("%s has not replayed up to %s: %s".formatted(state.node(), position, lag.get()));
                }
            }
        }
        return compared(primary, states);
    }

    private List<String> compared(Node primary, List<ServerState> states) {
        var differences = new ArrayList<String>();
        List<Node> standbys = states.stream()
                .filter(state -> state.role() == Role.STANDBY)
                .map(state -> cluster.node(state.node()))
                .toList();
        for (Node standby : standbys) {
            if (!standby.history().equals(primary.history())) {
                differences.add("%s has come along %s, %s along %s"
                        .formatted(standby, standby.history(), primary, primary.history()));
            }
        }
        var all = new ArrayList<>(standbys);
        all.add(0, primary);
        List<Contents> contents = SideBySide.map(all, Node::contents);
        for (Contents other : contents.subList(1, contents.size())) {
            differences.addAll(contents.get(0).differencesFrom(other));
        }
        if (differences.isEmpty()) {
            // what is equal now may have come along another WAL of the same timeline
            for (Node standby : standbys) {
                standby.divergenceFrom(primary).ifPresent(divergence -> differences.add(divergence.toString()));
            }
        }
        return differences;
    }
}
