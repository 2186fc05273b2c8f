package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.journal.Convergence;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.WalPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Waits until all nodes are equal: one primary, one line of timelines, the same rows. Stopped nodes are left out. */
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
        Contents contents = primary.contents();
        for (ServerState state : states) {
            if (state.role() == Role.STANDBY) {
                Node standby = cluster.node(state.node());
                if (!standby.history().equals(primary.history())) {
                    differences.add("%s has come along %s, %s along %s"
                            .formatted(standby, standby.history(), primary, primary.history()));
                }
                differences.addAll(contents.differencesFrom(standby.contents()));
            }
        }
        return differences;
    }
}
