package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.WalProgress;
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
        List<ServerState> states = cluster.statesWith(Role.PRIMARY);
        @Nullable Node old = states.stream().anyMatch(state -> state.role() == Role.PRIMARY) ? cluster.primary() : null;
        // before anything is killed: what is refused leaves all as it was
        choose(old);
        if (old != null) {
            old.kill();
        }
        return promote(old);
    }

    /** Once the old primary runs no more. */
    Node from(Node old) {
        return promote(old);
    }

    private Node promote(@Nullable Node old) {
        Standby heir = choose(old);
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
        return cluster.nodes().stream()
                .filter(node -> node != old)
                .flatMap(node -> Reached.received(node.member()).map(progress -> new Standby(node, progress)).stream())
                .toList();
    }

    private Standby choose(@Nullable Node old) {
        List<Standby> standbys = standbys(old);
        Standby heir = standbys.stream()
                .filter(standby -> wanted == null || standby.node() == wanted)
                .max(Comparator.comparing(Standby::progress, WalProgress.BY_HISTORY))
                .orElseThrow(() -> nobody(old));
        if (wanted == null) {
            refuse(new Abandoned(cluster, old).by(heir.node(), heir.progress()), heir.node());
        }
        return heir;
    }

    private ReplicatedPostgresException nobody(@Nullable Node old) {
        String states = cluster.states().stream()
                .filter(state -> old == null || !state.node().equals(old.ref()))
                .map(ServerState::toString)
                .collect(Collectors.joining(", "));
        return new ReplicatedPostgresException(
                wanted == null
                        ? "no standby is left to promote: [%s]".formatted(states)
                        : "%s cannot be promoted: it is no running standby. The nodes are: %s"
                                .formatted(wanted, states));
    }

    private static void refuse(List<Abandoned.Work> work, Node heir) {
        if (work.isEmpty()) {
            return;
        }
        Optional<NodeRef> alive = work.stream().map(Abandoned.Work::node).findFirst();
        throw new ReplicatedPostgresException(
                "no failover: %s is the standby whose history is furthest, and its promotion would give up what another node has: %s. Start %s first, or give it up with failover(%s). Nothing was done."
                        .formatted(
                                heir,
                                work.stream().map(Abandoned.Work::toString).collect(Collectors.joining("; ")),
                                alive.map(NodeRef::name).orElse("it"),
                                heir));
    }
}
