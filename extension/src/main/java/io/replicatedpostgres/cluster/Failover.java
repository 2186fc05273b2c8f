package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.WalProgress;
import io.replicatedpostgres.topology.SideBySide;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An unplanned failover, done right: the standby whose history is furthest is promoted, the others follow it. */
final class Failover {

    private final Cluster cluster;
    private final @Nullable Node wanted;

    private Failover(Cluster cluster, @Nullable Node wanted) {
        this.cluster = cluster;
        this.wanted = wanted;
    }

    /** To the standby whose history is furthest; refused where that would give up what another node has. */
    static Failover ofFurthest(Cluster cluster) {
        return new Failover(cluster, null);
    }

    /** To a standby that was named, whatever is given up by it. */
    static Failover to(Cluster cluster, Node heir) {
        return new Failover(cluster, heir);
    }

    /** Kills the primary, if one answers. */
    Node run() {
        @Nullable Node old = cluster.primaryOrNull();
        var abandoned = new Abandoned(cluster, old);
        Standby heir = choose(old, abandoned);
        if (wanted == null) {
            refuse(abandoned.by(heir.node(), heir.progress()), heir.node());
        }
        if (old != null) {
            old.kill();
        }
        return promote(old, abandoned);
    }

    /** Once the old primary runs no more. */
    Node from(Node old) {
        var abandoned = new Abandoned(cluster, old);
        Standby heir = choose(old, abandoned);
        refuse(abandoned.by(heir.node(), heir.progress()), heir.node());
        return promote(old, abandoned);
    }

    /** They have received more since the old primary was killed, perhaps. */
    private Node promote(@Nullable Node old, Abandoned abandoned) {
        Standby heir = choose(old, abandoned);
        List<Standby> others = standbys(old).stream()
                .filter(other -> other.node() != heir.node())
                .toList();
        heir.node().promote();
        var givenUp = new GivenUp(cluster, heir.node());
        for (Standby other : others) {
            if (givenUp.canFollow(other.node())) {
                other.node().follow(heir.node());
            }
        }
        givenUp.tell();
        return heir.node();
    }

    /** A standby that answers, and how far it has received. */
    private record Standby(Node node, WalProgress progress) {}

    private List<Standby> standbys(@Nullable Node old) {
        List<Node> nodes = cluster.nodes().stream().filter(node -> node != old).toList();
        return SideBySide.map(nodes, Failover::standby).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Standby> standby(Node node) {
        return Reached.received(node.member()).map(progress -> new Standby(node, progress));
    }

    /** One that went on along a history that was left behind is an heir only where there is no other. */
    private Standby choose(@Nullable Node old, Abandoned abandoned) {
        return standbys(old).stream()
                .filter(standby -> wanted == null || standby.node() == wanted)
                .max(Comparator.comparing((Standby standby) -> !abandoned.isOff(standby.progress()))
                        .thenComparing(Standby::progress, WalProgress.BY_HISTORY))
                .orElseThrow(() -> noHeir(old));
    }

    private ReplicatedPostgresException noHeir(@Nullable Node old) {
        String states = cluster.states().stream()
                .filter(state -> old == null || !state.node().equals(old.ref()))
                .map(ServerState::toString)
                .collect(Collectors.joining(", "));
        return new ReplicatedPostgresException(
                wanted == null
                        ? "no standby is left to promote: [%s]".formatted(states)
                        : "%s cannot be promoted: it is no running standby. Name one that is: the nodes are %s."
                                .formatted(wanted, states));
    }

    private static void refuse(List<Abandoned.Work> work, Node heir) {
        if (work.isEmpty()) {
            return;
        }
        Node holder = work.get(0).node();
        throw new ReplicatedPostgresException(
                "no failover: %s is the standby whose history is furthest, and its promotion would give up what another node has: %s. %s first, or give it up with failover(%s). No node was promoted."
                        .formatted(
                                heir,
                                work.stream().map(Abandoned.Work::toString).collect(Collectors.joining("; ")),
                                holder.isRunning()
                                        ? "Let %s follow %s".formatted(heir, holder)
                                        : "Start %s".formatted(holder),
                                heir));
    }
}
