package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.WalProgress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a promotion would give up beyond what asynchronous replication costs: commits that another node has, and that still
 * belong to the history that is furthest. The last WAL of the lost primary that it had not shipped to the heir is no such work,
 * nor is what an earlier promotion has abandoned already.
 */
final class Abandoned {

    private static final Logger LOG = LoggerFactory.getLogger(Abandoned.class);

    /**
     * Commits that the heir lacks.
     *
     * @param node who has them
     * @param from where what both have ends
     * @param bytes how much WAL there is past it
     * @param commits how many transactions commit in it
     */
    record Work(NodeRef node, WalProgress progress, Lsn from, long bytes, long commits) {

        @Override
        public String toString() {
            return "%s is at %s, with %d transactions in %d bytes of WAL past %s"
                    .formatted(node, progress, commits, bytes, from);
        }
    }

    private final Cluster cluster;
    private final @Nullable Node old;

    Abandoned(Cluster cluster, @Nullable Node old) {
        this.cluster = cluster;
        this.old = old;
    }

    /** What is given up if a standby is promoted that has come so far. */
    List<Work> by(Node heir, WalProgress has) {
        Map<Node, WalProgress> known = known(heir);
        if (known.isEmpty()) {
            return List.of();
        }
        known.put(heir, has);
        @Nullable Node lost = old == null ? formerPrimary(known) : old;
        WalProgress furthest =
                known.values().stream().max(WalProgress.BY_HISTORY).orElse(has);
        var work = new ArrayList<Work>();
        known.forEach((node, progress) -> {
            boolean belongs = furthest.history().includes(progress.position());
            boolean tail = node == lost && isTail(heir, has, node, progress);
            if (node != heir && belongs && !has.has(progress) && !tail) {
                Work one = work(node, progress, has);
                if (one.commits() > 0) {
                    work.add(one);
                }
            }
        });
        return work;
    }

    static Work work(Node node, WalProgress progress, WalProgress heir) {
        Lsn from = heir.commonWith(progress);
        long commits = new Reached(ServerState.Role.STOPPED, progress)
                .wal(node.member())
                .commitsAfter(from, progress.end());
        return new Work(node.ref(), progress, from, Math.max(0, progress.end().minus(from)), commits);
    }

    /** Those whose position is known; of a data directory that is gone or damaged nothing is. */
    private Map<Node, WalProgress> known(Node heir) {
        var known = new LinkedHashMap<Node, WalProgress>();
        for (Node node : cluster.nodes()) {
            if (node != heir) {
                try {
                    known.put(node, Reached.written(node.member()));
                } catch (ReplicatedPostgresException e) {
                    LOG.debug("how far {} has come is not known", node, e);
                }
            }
        }
        return known;
    }

    private static @Nullable Node formerPrimary(Map<Node, WalProgress> known) {
        return known.entrySet().stream()
                .filter(one -> !one.getKey().member().server().data().isMarkedStandby())
                .max(Map.Entry.comparingByValue(WalProgress.BY_HISTORY))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** What a primary had not yet shipped to a standby of its own. */
    private boolean isTail(Node heir, WalProgress has, Node primary, WalProgress progress) {
        boolean sameTimeline = has.history().current().equals(progress.history().current());
        return has.divergedFrom(progress).isEmpty() && (sameTimeline || follows(heir, primary));
    }

    private boolean follows(Node standby, Node primary) {
        Set<NodeRef> seen = new HashSet<>();
        @Nullable NodeRef at = standby.ref();
        while (at != null && seen.add(at)) {
            if (at.equals(primary.ref())) {
                return true;
            }
            at = cluster.node(at).member().upstream().orElse(null);
        }
        return false;
    }
}
