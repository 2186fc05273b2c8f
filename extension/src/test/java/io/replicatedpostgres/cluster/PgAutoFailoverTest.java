package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.managerTellsTheTruth;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noFailoverWithoutFault;
import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.fault.Faults.cutFromStore;
import static io.replicatedpostgres.fault.ManagerFaults.agentFrozen;
import static io.replicatedpostgres.fault.ManagerFaults.storeKilled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresManager;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a test does with a cluster that pg_auto_failover manages, on real servers. */
@RequiresManager(ManagerKind.PG_AUTO_FAILOVER)
@ReplicatedPostgres(standbys = 2, manager = ManagerKind.PG_AUTO_FAILOVER, timeout = "90s")
@Tag("alone") // leases of seconds run out where other tests take the processors
class PgAutoFailoverTest {

    private static final long SOME = 100;

    @Test
    void aDeadPrimaryIsReplacedAndComesBackAsAStandby(Cluster cluster) {
        Node first = cluster.node("node-1");
        assertThat(cluster.manager().kind()).isEqualTo(ManagerKind.PG_AUTO_FAILOVER);
        assertThat(cluster.manager().version()).matches("\\d+\\.\\d+.*");
        assertThat(cluster.manager().awaitLeader()).isEqualTo(first);
        assertThat(cluster.manager().stores()).containsExactly(new NodeRef("monitor"));
        assertThat(cluster.manager().views()).singleElement().satisfies(view -> {
            assertThat(view.source()).isEqualTo("monitor");
            assertThat(view.leader()).isEqualTo(first.ref());
            assertThat(view.members()).hasSize(3);
        });
        Node second;
        try (Workload orders = Workload.inserts(cluster, Clients.of(2))) {
            orders.awaitAcknowledged(SOME);
            first.kill();
            second = cluster.manager().awaitFailoverFrom(first);
            orders.awaitAcknowledged(SOME);
        }

        first.start();
        cluster.awaitInSync();

        assertThat(first.isStandby()).isTrue();
        assertThat(first.query("SHOW replicatedpostgres.node")).containsExactly("node-1");
        assertThat(first).hasSameContentAs(second);
        assertThat(cluster)
                .upholds(
                        noAcknowledgedWriteLost(),
                        noTwoPrimariesAcknowledged(),
                        noFailoverWithoutFault(),
                        managerTellsTheTruth());
    }

    /** pg_autoctl writes into {@code /tmp} what it finds no directory for, and leaves it. */
    @Test
    @ReplicatedPostgres(manager = ManagerKind.PG_AUTO_FAILOVER, timeout = "90s")
    void whatARunNeedsLiesBelowItsHost(Cluster cluster) {
        cluster.manager().awaitLeader();
        Path data = Path.of(cluster.node("node-1").dataDirectory());

        assertThat(Path.of("/tmp/pg_autoctl" + data)).doesNotExist();
        assertThat(data.resolveSibling("run/pg_autoctl")).isNotEmptyDirectory();
    }

    @Test
    void itsAgentsAndItsMonitorAreStruck(Cluster cluster) {
        Node first = cluster.manager().awaitLeader();
        Node second = cluster.node("node-2");
        cluster.during(agentFrozen(second), () -> assertThat(second.isRunning()).isTrue());
        try (Injected killed = cluster.inject(storeKilled())) {
            assertThat(cluster.manager().views()).isEmpty();
            assertThatThrownBy(() -> cluster.manager().leader()).hasMessageContaining("does not answer");
            first.execute("CREATE TABLE t (id int)");
        }
        assertThat(cluster.manager().awaitLeader()).isEqualTo(first);
        // the standbys answer for it
        cluster.during(cutFromStore(first), () -> first.execute("INSERT INTO t VALUES (1)"));
        cluster.awaitInSync();
    }

    @Test
    @ReplicatedPostgres(
            standbys = 2,
            manager = ManagerKind.PG_AUTO_FAILOVER,
            managerSettings = "replication_quorum = false",
            timeout = "90s")
    void itIsConfigured(Cluster cluster) {
        assertThat(cluster.primary().query("SHOW synchronous_standby_names")).containsExactly("");
        cluster.manager().configure("primary_demote_timeout = 4000", "network_partition_timeout = 2");
        cluster.awaitInSync();
    }

    @Test
    @ReplicatedPostgres(
            standbys = 2,
            manager = ManagerKind.PG_AUTO_FAILOVER,
            managerSettings = "number_sync_standbys = 0",
            timeout = "90s")
    void itIsToldHowManyStandbysACommitWaitsFor(Cluster cluster) {
        cluster.awaitInSync();
        cluster.manager().configure("number_sync_standbys = 1");
        assertThat(cluster.primary().query("SHOW synchronous_standby_names").get(0))
                .startsWith("ANY 1");
    }

    @Test
    void whatItDecidesIsRefused(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        Node standby = cluster.node("node-2");
        refused(standby::promote, "pg_auto_failover decides that", "switchover");
        refused(() -> standby.follow(leader), "pg_auto_failover decides that", "switchover");
        refused(() -> leader.rewindTo(standby), "pg_auto_failover decides that", "start()");
        refused(() -> cluster.manager().pause(), "cannot be paused", "storeFrozen");
        refused(() -> cluster.manager().configure("replication_quorum = true"), "cannot be changed", "annotation");
    }

    private static void refused(ThrowingCallable act, String why, String wayOut) {
        assertThatThrownBy(act)
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining(why)
                .hasMessageContaining(wayOut);
    }
}
