package io.replicatedpostgres.cluster;

import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.WalProgress;
import io.replicatedpostgres.topology.SideBySide;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The commits that a promotion would give up beyond the cost of asynchronous replication: those that another node has, and that still
 * belong to the history that is furthest. The last WAL of the lost primary that it had not shipped to the heir is no such work,
 * nor is what an earlier promotion has abandoned already.
 */
final class Abandoned {

    private static final Logger LOG = Loggers.of(Abandoned.class);

    /**
     * Commits that the heir lacks.
     *
     * @param node who has them
     * @param from where what both have ends
     * @param bytes how much WAL there is past it
     * @param commits how many transactions commit in it
     */
    record Work(Node node, WalProgress progress, Lsn from, long bytes, long commits) {

        @Override
        public String toString() {
            return "%s is at %s, with %s transactions in %s bytes of WAL past %s"
                    .formatted(node, progress, commits, bytes, from);
        }
    }

    private final Cluster cluster;
    private final Map<Node, WalProgress> known;
    private final @Nullable Node lost;

    /**
     * As far as it is known how far each node has come.
     *
     * @param old the primary that is lost; null if none answers, and then it is the stopped one whose history is furthest
     */
    Abandoned(Cluster cluster, @Nullable Node old) {
        this.cluster = cluster;
        this.known = known(cluster);
        this.lost = old == null ? formerPrimary(known) : old;
    }

    /** Whether a standby has gone on along a history that is not the furthest one. */
    boolean isOff(WalProgress standby) {
        return furthest().filter(line -> standby.divergedFrom(line).isPresent()).isPresent();
    }

    private Optional<WalProgress> furthest() {
        return known.values().stream().max(WalProgress.BY_HISTORY);
    }

    /** What is given up if a standby is promoted that has come so far. */
    List<Work> by(Node heir, WalProgress has) {
        WalProgress line = furthest().orElse(has);
        var work = new ArrayList<Work>();
        known.forEach((node, progress) -> {
            boolean belongs = line.history().includes(progress.position());
            boolean tail = node == lost && isTail(heir, has, node, progress);
            if (node != heir && belongs && !has.has(progress) && !tail) {
                Work one = work(node, progress, has.commonWith(progress));
                if (one.commits() > 0) {
                    work.add(one);
                }
            }
        });
        return work;
    }

    /** What a node has past a position. */
    static Work work(Node node, WalProgress progress, Lsn from) {
        long commits = new Reached(ServerState.Role.STOPPED, progress)
                .wal(node.member())
                .commitsAfter(from, progress.end());
        long bytes = progress.end().isAfter(from) ? progress.end().minus(from) : 0;
        return new Work(node, progress, from, bytes, commits);
    }

    /** Of a data directory that is gone or damaged nothing is known. */
    private static Map<Node, WalProgress> known(Cluster cluster) {
        List<Node> nodes = cluster.nodes();
        List<Optional<WalProgress>> progress = SideBySide.map(nodes, Abandoned::progress);
        var known = new LinkedHashMap<Node, WalProgress>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            progress.get(i).ifPresent(its -> known.put(node, its));
        }
        return known;
    }

    private static Optional<WalProgress> progress(Node node) {
        try {
            return Optional.of(Reached.written(node.member()));
        } catch (ReplicatedPostgresException e) {
            LOG.debug("how far {} has come is not known", node, e);
            return Optional.empty();
        }
    }

    private static @Nullable Node formerPrimary(Map<Node, WalProgress> known) {
        return known.entrySet().stream()
                .filter(one -> !one.getKey().member().server().recovery().isMarkedStandby())
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
        return Upstreams.chainOf(cluster, standby.ref()).contains(primary.ref());
    }
}
