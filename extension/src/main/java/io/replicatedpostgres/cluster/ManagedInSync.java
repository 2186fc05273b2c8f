package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.WalPosition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Waits until a failover manager has brought a cluster in order: one primary, and on each other node on which an agent or a server runs a
 * standby that streams from it and has replayed what it had written when it was first seen to lead. A server that its manager restarts
 * or rewinds just now is on its way, and is not left out.
 */
final class ManagedInSync {

    private final Cluster cluster;
    private final Management management;
    private final Map<String, WalPosition> positions = new LinkedHashMap<>();

    ManagedInSync(Cluster cluster, Management management) {
        this.cluster = cluster;
        this.management = management;
    }

    /** Waits, and says in words which nodes were left out; empty if none was. */
    String await() {
        if (cluster.nodes().stream().filter(this::isDue).count() < 2) {
            throw InSync.noStandby("any node", cluster);
        }
        Await.orFail(management.title() + " did not bring the cluster in sync", cluster.deadline())
                .lookAt(() -> cluster.states() + ". Logs: " + NodeLog.pathsOf(cluster.nodes()))
                .until("one primary, and all others in sync with it", this::whyNot, String::isEmpty);
        List<Node> left = cluster.nodes().stream().filter(node -> !isDue(node)).toList();
        return left.isEmpty()
                ? ""
                : left.stream()
                        .map(Node::name)
                        .collect(Collectors.joining(", ", "left out: ", " (neither an agent nor a server runs there)"));
    }

    /** An agent alone may start a server at any time, and a server alone goes on without its agent. */
    private boolean isDue(Node node) {
        return !node.verbs().isPaused() && (node.isRunning() || node.member().hasAgent());
    }

    /** Why they are not in sync now; empty if they are. */
    private String whyNot() {
        try {
            List<ServerState> states = cluster.states();
            List<ServerState> primaries = states.stream()
                    .filter(state -> state.role() == Role.PRIMARY)
                    .toList();
            if (primaries.size() != 1) {
                return "%s primaries".formatted(primaries.size());
            }
            ServerState leading = primaries.get(0);
            Optional<WalPosition> position = leading.position();
            if (position.isEmpty()) {
                return leading.node() + " does not say how far it is";
            }
            management.leads(leading.node());
            return behind(
                    states, leading.node(), positions.computeIfAbsent(leadership(leading), first -> position.get()));
        } catch (ReplicatedPostgresException e) {
            // a server that went down while it was asked: the next look finds out
            return String.valueOf(e.getMessage());
        }
    }

    private static String leadership(ServerState leading) {
        return leading.node() + " " + leading.timeline();
    }

    private String behind(List<ServerState> states, NodeRef primary, WalPosition position) {
        for (ServerState state : states) {
            Node node = cluster.node(state.node());
            if (state.node().equals(primary) || !isDue(node)) {
                continue;
            }
            if (state.role() != Role.STANDBY) {
                return state.toString();
            }
            Optional<String> why =
                    node.whyNotStreamingFrom(cluster.node(primary)).or(() -> node.whyNotReplayed(position));
            if (why.isPresent()) {
                return node + ": " + why.get();
            }
        }
        return "";
    }
}
