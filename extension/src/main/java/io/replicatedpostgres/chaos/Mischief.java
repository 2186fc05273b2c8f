package io.replicatedpostgres.chaos;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.spec.SynchronousStandbys.Method;

/** What can be done to a cluster in one step. Each leaves one primary with standbys that stream, so that the next one finds its place. */
public enum Mischief {
    /** The node is cut off from the other nodes, and clients still reach it. */
    ISOLATE {
        @Override
        void act(Cluster cluster, Node node, Pause hold) {
            cluster.during(Faults.isolated(node), hold::now);
        }
    },
    /** The connections of clients to the node are reset, and new ones too. */
    RESET_CLIENTS {
        @Override
        void act(Cluster cluster, Node node, Pause hold) {
            cluster.during(Faults.clientsCut(node, Cut.RESET), hold::now);
        }
    },
    /** Every process of the node is frozen. */
    PAUSE {
        @Override
        void act(Cluster cluster, Node node, Pause hold) {
            node.pause();
            hold.now();
            node.resume();
        }
    },
    /** Every process of the node is killed, and it comes back as what it was. */
    KILL_AND_START {
        @Override
        void act(Cluster cluster, Node node, Pause hold) {
            node.kill();
            hold.now();
            node.start();
        }
    },
    /** The primary is killed, the most advanced standby promoted, and the old primary comes back as its standby. */
    FAILOVER {
        @Override
        void act(Cluster cluster, Node node, Pause hold) {
            Node old = cluster.primary();
            Node heir = cluster.failover();
            comeBack(cluster, old, heir);
        }
    },
    /** The same, after the primary was cut off from its standbys while clients went on. Loses what was not shipped. */
    FAILOVER_AFTER_A_CUT {
        @Override
        void act(Cluster cluster, Node node, Pause hold) {
            Node old = cluster.primary();
            Node[] heir = new Node[1];
            cluster.during(Faults.isolated(old), () -> {
                hold.now();
                heir[0] = cluster.failover();
            });
            comeBack(cluster, old, heir[0]);
        }
    };

    abstract void act(Cluster cluster, Node node, Pause hold);

    /** The heir waits for nobody until somebody says so. */
    private static void comeBack(Cluster cluster, Node old, Node heir) {
        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        if (cluster.spec().synchronousStandbys().method() != Method.NONE) {
            heir.synchronousStandbys("FIRST %d (*)"
                    .formatted(cluster.spec().synchronousStandbys().count()));
        }
    }
}
