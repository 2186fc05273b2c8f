package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** An unplanned failover, done right: the most advanced standby is promoted, the others follow it. */
final class Failover {

    private final Cluster cluster;

    Failover(Cluster cluster) {
        this.cluster = cluster;
    }

    /** From one that is not promoted itself, whatever it is now. */
    Node from(Node old) {
        return among(standbys().filter(state -> !state.node().equals(old.ref())).toList());
    }

    /** When no primary is left. */
    Node fromNobody() {
        return among(standbys().toList());
    }

    private Stream<ServerState> standbys() {
        return cluster.states().stream().filter(state -> state.role() == ServerState.Role.STANDBY);
    }

    private Node among(List<ServerState> standbys) {
        ServerState heir = standbys.stream()
                .max(Comparator.comparing(Failover::received))
                .orElseThrow(() -> new ReplicatedPostgresException(
                        "no standby is left to promote: %s".formatted(cluster.states())));
        Node promoted = cluster.node(heir.node());
        promoted.promote();
        for (ServerState other : standbys) {
            if (!other.node().equals(heir.node())) {
                cluster.node(other.node()).follow(promoted);
            }
        }
        return promoted;
    }

    private static Lsn received(ServerState state) {
        Lsn written = state.written();
        return written == null ? Lsn.ZERO : written;
    }
}
