package io.replicatedpostgres.chaos;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.spec.ManagerKind;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Brings a cluster back in which a schedule broke off, so that its guarantees can be judged: a loss must not hide behind the
 * exception. What cannot be repaired is noted in the journal, and shows in the verdicts.
 */
final class ClusterRepair {

    private final Cluster cluster;

    ClusterRepair(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Heals faults, thaws servers, and starts those that can be started as what they were. Nothing is thrown away. */
    void bringUp() {
        attempt("heal the faults", cluster::healAll);
        in(Role.UNRESPONSIVE).forEach(node -> attempt("resume " + node, node::resume));
        if (isManaged()) {
            in(Role.STOPPED).forEach(node -> attempt("start " + node, () -> MischiefActs.up(cluster, node)));
            return;
        }
        if (in(Role.PRIMARY).isEmpty()) {
            lastPrimary().ifPresent(node -> attempt("start " + node, node::start));
        }
        for (Node node : in(Role.STOPPED)) {
            if (node.isMarkedStandby()) {
                attempt("start " + node, node::start);
            }
        }
    }

    /**
     * Makes every former primary that lies down a standby of the one primary, and lets standbys without an upstream follow it.
     * A rewind throws away what only that node had: what the nodes hold has to be recorded before.
     */
    void rejoin() {
        if (isManaged()) {
            attempt("wait until the standbys stream", cluster::awaitInSync);
            return;
        }
        List<Node> primaries = in(Role.PRIMARY);
        if (primaries.size() != 1) {
            return;
        }
        Node primary = primaries.get(0);
        for (Node node : in(Role.STOPPED)) {
            attempt("make %s a standby of %s".formatted(node, primary), () -> {
                if (!attempt("rewind " + node, () -> node.rewindTo(primary))) {
                    node.rebuildFrom(primary);
                }
                node.start();
            });
        }
        for (Node node : in(Role.STANDBY)) {
            attempt("let %s follow %s".formatted(node, primary), () -> {
                if (node.receiver().isEmpty()) {
                    node.follow(primary);
                }
            });
        }
        attempt("wait until the standbys stream", cluster::awaitInSync);
    }

    /** A failover manager rejoins its nodes itself, or is told to when they start. */
    private boolean isManaged() {
        return Mischief.managerOf(cluster) != ManagerKind.NONE;
    }

    /** Of the stopped nodes that would come up as primaries, the one on the latest timeline. */
    private Optional<Node> lastPrimary() {
        return in(Role.STOPPED).stream()
                .filter(node -> !node.isMarkedStandby())
                .max(Comparator.comparing(node -> node.history().current()));
    }

    private List<Node> in(Role role) {
        return cluster.states().stream()
                .filter(state -> state.role() == role)
                .map(ServerState::node)
                .map(ref -> cluster.node(ref.name()))
                .toList();
    }

    private boolean attempt(String what, Runnable act) {
        try {
            act.run();
            return true;
        } catch (RuntimeException e) {
            cluster.journal()
                    .append(new Note(
                            "chaos, after the schedule broke off: could not %s: %s".formatted(what, e.getMessage())));
            return false;
        }
    }
}
