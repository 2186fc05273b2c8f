package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.StandbyState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Streams that only one side believes in. */
final class Streams {

    /** Shorter than PostgreSQL's timeouts (60 s), longer than a hiccup of a loaded machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Lasting arrived = new Lasting();
    private final Lasting unknown = new Lasting();

    List<FalseHealth> look(NodeSampled sample, Map<NodeRef, NodeSampled> all, long nowNanos) {
        var found = new ArrayList<FalseHealth>();
        for (StandbyState row : sample.standbys()) {
            NodeSampled standby = named(row.applicationName(), all);
            if (standby != null) {
                dead(sample, row, standby, nowNanos, found);
            }
        }
        fromNobody(sample, all, nowNanos, found);
        return found;
    }

    /** The upstream has more than arrived, and for a while nothing arrived at all. */
    private void dead(
            NodeSampled upstream, StandbyState row, NodeSampled standby, long nowNanos, List<FalseHealth> found) {
        Lsn has = upstream.state().written();
        Lsn got = standby.state().written();
        NodeRef node = standby.state().node();
        if (!row.isStreaming() || has == null || got == null || !has.isAfter(got)) {
            arrived.forget(node);
            return;
        }
        Duration still = arrived.sameFor(node, got, nowNanos);
        if (still.compareTo(PATIENCE) >= 0) {
            found.add(new FalseHealth(
                    Illusion.STREAMING_OVER_A_DEAD_LINK,
                    node,
                    "%s says it streams to it and is at %s, but nothing has arrived past %s for %d ms"
                            .formatted(upstream.state().node(), has, got, still.toMillis())));
        }
    }

    private void fromNobody(NodeSampled sample, Map<NodeRef, NodeSampled> all, long nowNanos, List<FalseHealth> found) {
        NodeRef node = sample.state().node();
        boolean says = sample.state().role() == Role.STANDBY
                && sample.receiver() != null
                && sample.receiver().isStreaming();
        boolean known = all.values().stream()
                .flatMap(other -> other.standbys().stream())
                .anyMatch(row -> row.applicationName().equals(node.name()));
        if (!says || known) {
            unknown.forget(node);
            return;
        }
        Duration still = unknown.sameFor(node, true, nowNanos);
        if (still.compareTo(PATIENCE) >= 0) {
            found.add(new FalseHealth(
                    Illusion.STREAMING_FROM_NOBODY,
                    node,
                    "its walreceiver says streaming, and no server has had a walsender for it for %d ms"
                            .formatted(still.toMillis())));
        }
    }

    private static @org.jspecify.annotations.Nullable NodeSampled named(
            String applicationName, Map<NodeRef, NodeSampled> all) {
        return all.values().stream()
                .filter(sample -> sample.state().node().name().equals(applicationName))
                .filter(sample -> sample.state().role() == Role.STANDBY)
                .findFirst()
                .orElse(null);
    }
}
