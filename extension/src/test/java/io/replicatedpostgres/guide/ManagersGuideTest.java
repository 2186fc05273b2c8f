package io.replicatedpostgres.guide;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.fault.Faults.isolated;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresManager;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("alone") // leases of seconds run out where other tests take the processors
class ManagersGuideTest {

    // region isolated
    @Test
    @RequiresManager(ManagerKind.PATRONI) // skips the test where no failover manager can be had, and says why
    @ReplicatedPostgres(standbys = 2, manager = ManagerKind.PATRONI, timeout = "60s")
    void aSwitchoverLosesNothing(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        Node heir = cluster.node("node-3");
        try (Workload orders = Workload.inserts(cluster, Clients.of(4))) {
            orders.awaitAcknowledged(200);
            cluster.manager().switchover(heir);
            cluster.during(isolated(leader), () -> orders.awaitAcknowledged(200));
        }
        cluster.awaitInSync();
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged());
    }
    // endregion
}
