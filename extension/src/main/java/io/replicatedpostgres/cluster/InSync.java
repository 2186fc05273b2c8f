package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.WalPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Waits until all standbys but those that the test has taken down are in sync with the primary. */
final class InSync {

    private final Cluster cluster;

    InSync(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Waits, and says in words which nodes were left out; empty if none was. */
    String await() {
        List<Node> nodes = cluster.nodes();
        var roles = new Roles(nodes);
        ServerState leading = cluster.onlyPrimary(roles.with(Role.PRIMARY));
        Node primary = cluster.node(leading.node());
        // what it said of itself in the same breath as that it is the primary
        WalPosition position = leading.position().orElseThrow();
        List<Node> standbys = roles.runningStandbys();
        var others = new ArrayList<>(nodes);
        others.remove(primary);
        others.removeAll(standbys);
        refuseEnded(others);
        if (standbys.isEmpty()) {
            throw noStandby(primary.toString(), cluster);
        }
        for (Node standby : standbys) {
            new Replay(standby.member()).await(position, roles.lastSeen(standby));
            standby.member().upstream().ifPresent(upstream -> standby.awaitStreamingFrom(cluster.node(upstream)));
        }
        return others.isEmpty() ? "" : "left out: " + words(others);
    }

    static ReplicatedPostgresException noStandby(String with, Cluster cluster) {
        return new ReplicatedPostgresException(
                "nothing can be in sync with %s: no standby runs (%s)".formatted(with, cluster.states()));
    }

    private static void refuseEnded(List<Node> others) {
        List<Node> ended = others.stream().filter(Node::hasEndedByItself).toList();
        if (!ended.isEmpty()) {
            throw new ReplicatedPostgresException(
                    "%s cannot be in sync: no process of it runs, and no verb and no fault of the test stopped it. Start it, or remove it from the cluster. Logs: %s"
                            .formatted(names(ended), NodeLog.pathsOf(ended)));
        }
    }

    private static String words(List<Node> others) {
        return others.stream()
                .map(node -> "%s (%s)".formatted(node, node.isRunning() ? "does not answer" : "stopped by the test"))
                .collect(Collectors.joining(", "));
    }

    private static String names(List<Node> nodes) {
        return nodes.stream().map(Node::name).collect(Collectors.joining(", "));
    }
}
