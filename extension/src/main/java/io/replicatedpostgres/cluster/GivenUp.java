package io.replicatedpostgres.cluster;

import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.WalProgress;
import java.util.Optional;
import org.slf4j.Logger;

/** The commits of any node that a promotion gave up: named in the journal and in the log. */
final class GivenUp {

    private static final Logger LOG = Loggers.named("io.replicatedpostgres");

    private final Cluster cluster;
    private final Node heir;

    GivenUp(Cluster cluster, Node heir) {
        this.cluster = cluster;
        this.heir = heir;
    }

    /** A standby that has gone on along another timeline would ask for its WAL for ever. */
    boolean canFollow(Node standby) {
        try {
            return standby.divergenceFrom(heir).isEmpty();
        } catch (ReplicatedPostgresException e) {
            LOG.debug("whether {} has diverged from {} is not known", standby, heir, e);
            return true;
        }
    }

    void tell() {
        for (Node node : cluster.nodes()) {
            if (node != heir) {
                by(node).ifPresent(text -> {
                    LOG.info("{}", text);
                    cluster.journal().append(new Note(text));
                });
            }
        }
    }

    private Optional<String> by(Node node) {
        try {
            return node.divergenceFrom(heir).map(divergence -> told(node, divergence));
        } catch (ReplicatedPostgresException e) {
            return Optional.of("failover to %s: whether %s has what is given up is not known: %s"
                    .formatted(heir, node, e.getMessage()));
        }
    }

    private String told(Node node, Divergence divergence) {
        WalProgress its = Reached.written(node.member());
        return "failover to %s gives up what it lacks: %s. Rewind or rebuild %s before it follows"
                .formatted(heir, Abandoned.work(node, its, divergence.fork()), node);
    }
}
