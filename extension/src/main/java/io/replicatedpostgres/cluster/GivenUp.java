package io.replicatedpostgres.cluster;

import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.WalProgress;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a promotion has given up, on whatever node it lies: named in the journal and in the log. */
final class GivenUp {

    private static final Logger LOG = LoggerFactory.getLogger("io.replicatedpostgres");

    private final Cluster cluster;
    private final Node heir;
    private final WalProgress progress;

    GivenUp(Cluster cluster, Node heir) {
        this.cluster = cluster;
        this.heir = heir;
        this.progress = heir.progress();
    }

    /** A standby that has gone on along another timeline would ask for its WAL for ever. */
    boolean canFollow(Node standby) {
        try {
            return standby.progress().divergedFrom(progress).isEmpty();
        } catch (ReplicatedPostgresException e) {
            return true;
        }
    }

    void tell() {
        var words = new ArrayList<String>();
        for (Node node : cluster.nodes()) {
            if (node != heir) {
                words.addAll(of(node));
            }
        }
        words.forEach(text -> {
            LOG.info("{}", text);
            cluster.journal().append(new Note(text));
        });
    }

    private List<String> of(Node node) {
        try {
            WalProgress its = Reached.written(node.member());
            if (its.divergedFrom(progress).isEmpty()) {
                return List.of();
            }
            Abandoned.Work work = Abandoned.work(node, its, progress);
            return List.of("failover to %s gives up what it lacks: %s. Rewind or rebuild %s before it follows"
                    .formatted(heir, work, node));
        } catch (ReplicatedPostgresException e) {
            return List.of("failover to %s: whether %s has what is given up is not known: %s"
                    .formatted(heir, node, e.getMessage()));
        }
    }
}
