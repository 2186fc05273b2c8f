package io.replicatedpostgres.scenarios.managers;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noFailoverWithoutFault;
import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.fault.Faults.cutFromStore;
import static io.replicatedpostgres.fault.ManagerFaults.storeKilled;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresManager;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** pg_auto_failover where its monitor is dead or does not see the primary. */
@Order(1) // the longest: others run beside them
@Tag("full")
@Tag("managers")
@RequiresManager(ManagerKind.PG_AUTO_FAILOVER)
public class PgAutoFailoverMonitorScenarios {

    private static final long SOME = 200;
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Twice as long as the monitor waits, by the settings of the harness. */
    private static final Duration LONGER_THAN_A_FAILOVER = Duration.ofSeconds(15);

    @Test
    @Tag("MGR-24")
    @Tag("high")
    @Scenario(
            situation = "The monitor is dead. Then the machine of the primary dies too.",
            expectation = "The standbys find a leader among themselves.",
            reality =
                    "Without the monitor clients go on, and no standby is promoted when the primary dies. Once the monitor is"
                            + " back it promotes a standby. Nothing is lost.",
            source = "pg_auto_failover documentation, Failure handling and network partition detection")
    @ReplicatedPostgres(standbys = 2, manager = ManagerKind.PG_AUTO_FAILOVER, timeout = "90s")
    void withoutItsMonitorNobodyIsPromoted(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            cluster.during(storeKilled(), () -> {
                work.awaitAcknowledged(SOME);
                primary.kill();
                await("no standby is promoted")
                        .during(LONGER_THAN_A_FAILOVER)
                        .atMost(LONG)
                        .until(() -> cluster.primaries().isEmpty());
            });
            cluster.manager().awaitFailoverFrom(primary);
            work.awaitAcknowledged(SOME);
        }

        primary.start();
        cluster.awaitInSync();
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged(), noFailoverWithoutFault());
    }

    @Test
    @Tag("MGR-25")
    @Tag("critical")
    @Scenario(
            situation = "The primary cannot reach the monitor; its standbys stream, and clients write.",
            expectation = "Replication works, so nothing happens.",
            reality =
                    "The monitor promotes a standby: a primary that it does not hear of is unhealthy, whatever the standbys"
                            + " see. The former one may run on until it has the monitor again. It has no standby left, so that its"
                            + " commits wait; clients that find it first wait with them. Nothing is lost.",
            source = "pg_auto_failover documentation, Network Partitions; measured")
    @ReplicatedPostgres(standbys = 2, manager = ManagerKind.PG_AUTO_FAILOVER, timeout = "90s")
    void aPrimaryWithoutItsMonitorIsReplaced(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            cluster.during(cutFromStore(primary), () -> cluster.manager().awaitFailoverFrom(primary));
            work.awaitAcknowledged(SOME);
        }

        cluster.awaitInSync();
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged(), noFailoverWithoutFault());
    }
}
