package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import java.util.Comparator;
import java.util.List;

/** An unplanned failover, done right: the most advanced standby is promoted, the others follow it. */
final class Failover {

    private final Cluster cluster;

    Failover(Cluster cluster) {
        this.cluster = cluster;
    }

    Node from(Node old) {
        List<ServerState> standbys = cluster.states().stream()
                .filter(state -> state.role() == ServerState.Role.STANDBY
                        && !state.node().equals(old.ref()))
                .toList();
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
