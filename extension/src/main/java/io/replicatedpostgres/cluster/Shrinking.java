package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.StandbyState;
import io.replicatedpostgres.provision.Provisioned;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes a standby out of a running cluster, with its slots, links and files. */
final class Shrinking {

    private final Cluster cluster;
    private final Provisioned provisioned;

    Shrinking(Cluster cluster, Provisioned provisioned) {
        this.cluster = cluster;
        this.provisioned = provisioned;
    }

    void refuse(Node node) {
        List<Node> below = cluster.nodes().stream()
                .filter(other ->
                        other.member().upstream().filter(node.ref()::equals).isPresent() && other.isStandby())
                .toList();
        if (!below.isEmpty()) {
            throw no(node, "%s stream from it. Let them follow another node first".formatted(below));
        }
        if (node.isPrimary()) {
            throw no(node, "it is a primary. Use switchover or failover first");
        }
        if (cluster.isStruck(node)) {
            throw no(node, "a fault holds on it. Heal that first");
        }
        node.member()
                .upstream()
                .map(cluster::node)
                .filter(Node::isPrimary)
                .ifPresent(primary -> requireOthers(node, primary));
    }

    /** A primary whose commits wait for it would wait for ever, and so would one that has too few candidates left. */
    private static void requireOthers(Node node, Node primary) {
        String whom = primary.queryPastLinks("SHOW synchronous_standby_names").get(0);
        if (whom == null || whom.isEmpty()) {
            return;
        }
        SynchronousStandbys wanted = SynchronousStandbys.parse(whom);
        Set<NodeRef> left = Synchronous.standbysOf(primary);
        boolean isCandidate = wanted.among(left).contains(node.ref());
        left.remove(node.ref());
        long others = primary.standbys().stream()
                .filter(standby -> !standby.applicationName().equals(node.name()))
                .map(StandbyState::syncState)
                .filter(state -> state != null && !state.equals("async"))
                .count();
        boolean synchronous = primary.standbys().stream()
                .anyMatch(standby ->
                        standby.applicationName().equals(node.name()) && !"async".equals(standby.syncState()));
        if ((synchronous && others < wanted.count())
                || (isCandidate && wanted.among(left).size() < wanted.count())) {
            throw no(
                    node,
                    "commits on %s wait for it (%s). Change synchronousStandbys there first".formatted(primary, whom));
        }
    }

    private static ReplicatedPostgresException no(Node node, String why) {
        return new ReplicatedPostgresException("%s cannot be removed: %s.".formatted(node, why));
    }

    StandbyRemoved remove(Node node) {
        if (node.isRunning()) {
            if (node.isStandby()) {
                node.stop();
            } else {
                node.kill();
            }
        }
        @Nullable String slot = node.member().slotName();
        NodeRef ref = node.ref();
        cluster.leave(ref);
        var dropped = new ArrayList<String>();
        var unreachable = new ArrayList<NodeRef>();
        for (Node other : cluster.nodes()) {
            if (slot == null) {
                break;
            }
            if (other.state().timeline() == null) {
                unreachable.add(other.ref());
            } else if (new Slots(other).dropWhenInactive(slot)) {
                dropped.add("%s of %s".formatted(slot, other));
            }
        }
        node.member().host().delete(node.member().host().home());
        provisioned.topology().remove(ref);
        return new StandbyRemoved(ref, dropped, unreachable);
    }
}
