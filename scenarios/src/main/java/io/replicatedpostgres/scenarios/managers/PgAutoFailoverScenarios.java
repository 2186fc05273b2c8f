package io.replicatedpostgres.scenarios.managers;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.failedOverWithin;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noFailoverWithoutFault;
import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.fault.ManagerFaults.machineFrozen;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.Allow;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresManager;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** pg_auto_failover: a monitor that decides, and an agent beside each server. */
@Order(1) // the longest: others run beside them
@Tag("full")
@Tag("managers")
@RequiresManager(ManagerKind.PG_AUTO_FAILOVER)
public class PgAutoFailoverScenarios {

    private static final long SOME = 200;
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Twice as long as the monitor waits, by the settings of the harness. */
    private static final Duration LONGER_THAN_A_FAILOVER = Duration.ofSeconds(15);

    @Test
    @Tag("MGR-20")
    @Tag("critical")
    @Scenario(
            situation = "The machine of the primary dies; two standbys. Later the machine is back.",
            expectation = "A standby has to be promoted by hand, and the old primary rewound.",
            reality =
                    "By default commits wait for one of two standbys. The monitor promotes the one that has the most, and no"
                            + " acknowledged write is lost. When the machine is back, its agent rewinds the server and lets it follow.",
            source = "pg_auto_failover documentation, Failover and Fault Tolerance")
    @ReplicatedPostgres(standbys = 2, manager = ManagerKind.PG_AUTO_FAILOVER, timeout = "90s")
    void aDeadPrimaryIsReplacedAndComesBack(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            primary.kill();
            cluster.manager().awaitFailoverFrom(primary);
            work.awaitAcknowledged(SOME);
            primary.start();
        }

        cluster.awaitInSync();
        assertThat(primary.isStandby()).as("the former primary follows").isTrue();
        assertThat(cluster)
                .upholds(
                        noAcknowledgedWriteLost(),
                        noTwoPrimariesAcknowledged(),
                        noFailoverWithoutFault(),
                        failedOverWithin(cluster.deadline()));
    }

    @Test
    @Tag("MGR-21")
    @Tag("critical")
    @Scenario(
            situation = "Clients write, and the monitor is told to promote another node.",
            expectation = "Clients see errors for as long as a failover takes.",
            reality =
                    "The primary is stopped in order, each standby reports how far it is, and the one that was named is"
                            + " promoted. Nothing is lost; clients wait as long as these steps take, a second each.",
            source = "pg_auto_failover documentation, pg_autoctl perform promotion")
    @ReplicatedPostgres(standbys = 2, manager = ManagerKind.PG_AUTO_FAILOVER, timeout = "90s")
    void aPromotionOnOrderLosesNothing(Cluster cluster, @OnNode("node-3") Node heir) {
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            cluster.manager().switchover(heir);
            work.awaitAcknowledged(SOME);
        }

        cluster.awaitInSync();
        assertThat(cluster.primary()).isEqualTo(heir);
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged(), noFailoverWithoutFault());
    }

    @Test
    @Tag("MGR-22")
    @Tag("critical")
    @Scenario(
            situation = "The primary reaches neither the other nodes nor the monitor; clients still reach it.",
            expectation = "It goes on acknowledging, and all of that is lost.",
            reality =
                    "What it cannot send to a standby it does not acknowledge, and another node is promoted. Nothing is lost, and"
                            + " two never acknowledge at once. Its agent stops it some 33 s after the cut, or only after the heal, and it"
                            + " comes back as a standby.",
            source = "pg_auto_failover documentation, Network Partitions")
    @ReplicatedPostgres(standbys = 2, manager = ManagerKind.PG_AUTO_FAILOVER, timeout = "90s")
    void aPrimaryThatIsCutOffAcknowledgesNothing(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        // of the old primary alone: they may get no answer before the heal
        try (Workload work = Workload.inserts(cluster, Clients.of(4).through(primary.dataSource()))) {
            work.awaitAcknowledged(SOME);
            cluster.during(isolated(primary), () -> {
                Node heir = cluster.manager().awaitFailoverFrom(primary);
                // its sessions are read-only until the monitor has made it the primary
                await().atMost(cluster.deadline())
                        .ignoreExceptionsInstanceOf(SqlException.class)
                        .until(() -> {
                            heir.execute("CREATE TABLE taken_over ()");
                            return true;
                        });
            });
        }

        cluster.awaitInSync();
        assertThat(primary.isStandby()).as("the former primary follows").isTrue();
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged(), noFailoverWithoutFault());
    }

    @Test
    @Tag("MGR-23")
    @Tag("critical")
    @Scenario(
            situation = "The same with replication_quorum = false for each node: commits wait for no standby.",
            expectation = "The monitor promotes no standby before the old primary has stopped.",
            reality =
                    "An agent takes its server for cut off once it has neither the monitor nor a walsender, and a walsender"
                            + " lives until wal_sender_timeout. The monitor waits for primary_demote_timeout and no longer: both"
                            + " acknowledge for a while, and what the old one acknowledged is lost.",
            source = "pg_auto_failover documentation, Network Partitions; measured")
    @ReplicatedPostgres(
            standbys = 2,
            manager = ManagerKind.PG_AUTO_FAILOVER,
            managerSettings = "replication_quorum = false",
            timeout = "90s")
    @Expect(Expectation.SPLIT_BRAIN)
    @Allow(Expectation.LOST_WRITES)
    void withoutAQuorumThePrimaryThatIsCutOffLoses(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        try (OnEachNode clients = OnEachNode.of(cluster)) {
            clients.awaitAcknowledged(primary);
            cluster.during(
                    isolated(primary),
                    () -> clients.awaitAcknowledged(primary, cluster.manager().awaitFailoverFrom(primary)));
        }

        cluster.awaitInSync();
        assertThat(cluster).violates(noTwoPrimariesAcknowledged());
    }

    @Test
    @Tag("MGR-26")
    @Tag("critical")
    @Scenario(
            situation = "The virtual machine of the primary is paused for longer than the monitor waits, and goes on.",
            expectation = "It believes that it is the primary, and acknowledges what no other node gets.",
            reality =
                    "Another node is promoted meanwhile. The thawed server has no standby that confirms a commit, until its agent"
                            + " hears from the monitor that it is demoted. It is rewound and follows. Nothing is lost.",
            source = "pg_auto_failover documentation, Network Partitions; measured")
    @ReplicatedPostgres(standbys = 2, manager = ManagerKind.PG_AUTO_FAILOVER, timeout = "90s")
    void aPausedMachineComesBackAsAStandby(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        // a client that asks the frozen node first would wait for it
        try (Workload before = Workload.inserts(cluster, Clients.of(2).through(primary.dataSource()))) {
            before.awaitAcknowledged(SOME);
            cluster.during(machineFrozen(primary), () -> {
                Node heir = cluster.manager().awaitFailoverFrom(primary);
                try (Workload after = Workload.inserts(cluster, Clients.of(2).through(heir.dataSource()))) {
                    after.awaitAcknowledged(SOME);
                }
            });
            await().atMost(LONG).until(primary::isStandby);
        }

        cluster.awaitInSync();
        assertThat(primary.isStandby()).isTrue();
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged(), noFailoverWithoutFault());
    }

    @Test
    @Tag("MGR-27")
    @Tag("high")
    @Scenario(
            situation = "The machines of the primary and of one of its two standbys die.",
            expectation = "The standby that is left is promoted.",
            reality = "The monitor waits for the dead standby to say how far it is: that one may have the last commit."
                    + " No standby is promoted, and nothing is lost. Once it is back there is a primary.",
            source = "pg_auto_failover issues 1014, 1059, 1113")
    @ReplicatedPostgres(standbys = 2, manager = ManagerKind.PG_AUTO_FAILOVER, timeout = "90s")
    void withOneOfThreeLeftNobodyIsPromoted(Cluster cluster, @OnNode("node-3") Node other) {
        Node primary = cluster.manager().awaitLeader();
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            other.kill();
            primary.kill();
            await("no standby is promoted")
                    .during(LONGER_THAN_A_FAILOVER)
                    .atMost(LONG)
                    .until(() -> cluster.primaries().isEmpty());
            other.start();
            cluster.manager().awaitFailoverFrom(primary);
            work.awaitAcknowledged(SOME);
        }

        primary.start();
        cluster.awaitInSync();
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged(), noFailoverWithoutFault());
    }
}
