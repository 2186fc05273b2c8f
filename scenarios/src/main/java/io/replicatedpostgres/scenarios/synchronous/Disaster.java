package io.replicatedpostgres.scenarios.synchronous;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.workload.Workload;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;

/** What happens to a pair under load. Afterwards exactly one node is a primary. */
enum Disaster {
    /** Every process of the primary is killed, and the standby promoted. */
    PRIMARY_KILLED {
        @Override
        void strike(Cluster cluster, Workload load) {
            cluster.primary().kill();
            load.close();
            cluster.standby().promote();
        }
    },
    /** Every process of the standby is killed; it comes back. */
    STANDBY_KILLED {
        @Override
        void strike(Cluster cluster, Workload load) {
            Node standby = cluster.standby();
            standby.kill();
            load.close();
            standby.start();
        }
    },
    /** Every process of both is killed at once; both come back as what they were. */
    BOTH_KILLED {
        @Override
        void strike(Cluster cluster, Workload load) {
            Node primary = cluster.primary();
            Node standby = cluster.standby();
            List.of(primary, standby).parallelStream().forEach(Node::kill);
            load.close();
            primary.start();
            standby.start();
        }
    },
    /** The two lose sight of each other, clients go on with the primary, and the standby is promoted. */
    PARTITION_THEN_PROMOTION {
        @Override
        void strike(Cluster cluster, Workload load) {
            Node old = cluster.primary();
            Node heir = cluster.standby();
            cluster.during(Faults.between(old, heir), () -> {
                goOn(old, load);
                heir.promote();
                load.close();
                old.kill();
            });
        }
    },
    /** The same, but the waiting commits are cancelled ({@code pg_cancel_backend}, a statement timeout of the driver). */
    WAIT_CANCELLED {
        @Override
        void strike(Cluster cluster, Workload load) {
            afterWaiting(cluster, load, "pg_cancel_backend", Result.LOCALLY);
        }
    },
    /** The same, but the sessions of the waiting commits are terminated. */
    WAITER_TERMINATED {
        @Override
        void strike(Cluster cluster, Workload load) {
            afterWaiting(cluster, load, "pg_terminate_backend", Result.UNKNOWN);
        }
    };

    /** Each commit waits for a moment; these wait for a standby that does not answer. */
    private static final String WAITERS =
            " FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND state_change < clock_timestamp() - interval '200 ms'";

    /** The first of each client may have been shipped before the cut. */
    private static final int ROUNDS_OF_FOUR_CLIENTS = 12;

    abstract void strike(Cluster cluster, Workload load);

    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Until twenty more are acknowledged, or, if commits wait, until one does. */
    private static void goOn(Node old, Workload load) {
        long before = load.acknowledged();
        Awaitility.await().until(() -> load.acknowledged() > before + 20 || isWaitedFor(old));
    }

    private static boolean isWaitedFor(Node primary) {
        return !primary.queryPastLinks("SELECT pid" + WAITERS).isEmpty();
    }

    private static void afterWaiting(Cluster cluster, Workload load, String how, Result result) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        cluster.during(Faults.between(old, heir), () -> {
            goOn(old, load);
            if (isWaitedFor(old)) {
                Awaitility.await().until(() -> {
                    old.queryPastLinks("SELECT " + how + "(pid)::text" + WAITERS);
                    return load.count(result) >= ROUNDS_OF_FOUR_CLIENTS;
                });
            }
            old.kill();
            load.close();
        });
        heir.promote();
    }
}
