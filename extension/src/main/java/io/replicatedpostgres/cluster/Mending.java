package io.replicatedpostgres.cluster;

import io.replicatedpostgres.fault.Damage;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SlotState.WalStatus;
import io.replicatedpostgres.postgres.Sql;
import java.util.List;

/** Mends one node of a cluster. */
final class Mending {

    private final Cluster cluster;
    private final Node node;

    Mending(Cluster cluster, Node node) {
        this.cluster = cluster;
        this.node = node;
    }

    Mended by(Damage damage) {
        return switch (damage.repair()) {
            case NONE -> Mended.NOTHING;
            case START -> start();
            case KILL_AND_START -> {
                node.kill();
                yield start();
            }
            case RECREATE_SLOT -> recreateSlots();
            case REBUILD -> rebuild();
        };
    }

    private Mended start() {
        boolean agentRuns = node.member().managed().map(ManagedVerbs::hasAgent).orElse(true);
        if (node.isRunning() && agentRuns) {
            return Mended.NOTHING;
        }
        node.start();
        return Mended.STARTED;
    }

    /** The slots that the standbys of this node are to stream through; a standby whose WAL is gone is built anew. */
    private Mended recreateSlots() {
        Mended how = Mended.SLOT_RECREATED;
        for (Node standby : standbys()) {
            String slot = standby.member().slotName();
            if (slot == null) {
                continue;
            }
            if (node.slots().stream().anyMatch(one -> one.name().equals(slot) && one.walStatus() == WalStatus.LOST)) {
                node.dropSlot(slot);
            }
            node.createSlot(slot);
            if (lacksWal(standby)) {
                rebuild(standby, node);
                how = Mended.REBUILT;
            } else {
                standby.member().server().reload();
                standby.awaitStreamingFrom(node);
            }
        }
        return how;
    }

    private List<Node> standbys() {
        return cluster.nodes().stream()
                .filter(one ->
                        one.member().upstream().filter(node.ref()::equals).isPresent() && !one.isPrimary())
                .toList();
    }

    private boolean lacksWal(Node standby) {
        Lsn received = standby.member().patientState().written();
        if (received == null) {
            return true;
        }
        try (Sql sql = node.member().session()) {
            return sql.one(
                    "SELECT count(*) = 0 FROM pg_ls_waldir() WHERE name = pg_walfile_name(?::pg_lsn)",
                    row -> row.getBoolean(1),
                    received.toString());
        }
    }

    private Mended rebuild() {
        Node source = source();
        rebuild(node, source);
        return Mended.REBUILT;
    }

    private void rebuild(Node broken, Node source) {
        if (broken.isRunning()) {
            broken.kill();
        }
        broken.rebuildFrom(source);
        broken.start();
        broken.awaitStreamingFrom(source);
    }

    /** Whom to copy: the primary; if the broken node is it, the standby that takes its place. */
    private Node source() {
        List<Node> primaries =
                cluster.primaries().stream().filter(one -> one != node).toList();
        if (primaries.size() == 1) {
            return primaries.get(0);
        }
        if (!primaries.isEmpty()) {
            throw new ReplicatedPostgresException(
                    "%s cannot be rebuilt: there are several primaries, %s. Repair that first, or rebuildFrom() the right one."
                            .formatted(node, primaries));
        }
        if (node.isRunning()) {
            node.kill();
        }
        return cluster.failoverFrom(node);
    }
}
