package io.replicatedpostgres.scenarios.managers;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.failedOverWithin;
import static io.replicatedpostgres.check.Guarantees.managerTellsTheTruth;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noFailoverWithoutFault;
import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.fault.ManagerFaults.agentKilled;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Inflicted;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresManager;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Patroni with etcd: three nodes, each with an address of its own, and an agent beside each server. */
@Order(1) // the longest: others run beside them
@Tag("full")
@Tag("managers")
@RequiresManager(ManagerKind.PATRONI)
public class PatroniScenarios {

    private static final long SOME = 200;

    /** Where no lease is to end: long enough for a machine that stands still for seconds. */
    private static final String LONG_LEASE = "ttl = 30";

    private static final String PATIENT = "retry_timeout = 10";
    private static final Duration LONG = Duration.ofSeconds(90);

    @Test
    @Tag("MGR-01")
    @Tag("critical")
    @Scenario(
            situation =
                    "Clients write without a synchronous standby, and Patroni is told to switch over to another node.",
            expectation = "Asynchronous replication loses something whenever the primary changes.",
            reality =
                    "Nothing is lost. Patroni stops the leader in order, which sends its standbys all it has, and promotes"
                            + " the one that was named.",
            source = "Patroni documentation, REST API, switchover")
    @ReplicatedPostgres(
            standbys = 2,
            manager = ManagerKind.PATRONI,
            managerSettings = {LONG_LEASE, PATIENT},
            timeout = "60s")
    void aSwitchoverLosesNothing(Cluster cluster, @OnNode("node-2") Node heir) {
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            cluster.manager().switchover(heir);
            work.awaitAcknowledged(SOME);
        }

        assertThat(cluster.primary()).isEqualTo(heir);
        cluster.awaitInSync();
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged(), noFailoverWithoutFault());
    }

    @Test
    @Tag("MGR-02")
    @Tag("critical")
    @Scenario(
            situation = "The machine of the leader dies, with synchronous_mode on. No administrator acts.",
            expectation = "A standby has to be promoted by hand.",
            reality =
                    "The leader key expires, a synchronous standby takes it and is promoted, and no acknowledged write is"
                            + " lost. When the machine is back, its agent rewinds the server and lets it follow.",
            source = "Patroni documentation, Replication modes")
    @ReplicatedPostgres(
            standbys = 2,
            manager = ManagerKind.PATRONI,
            managerSettings = "synchronous_mode = true",
            timeout = "60s")
    void aDeadLeaderIsReplacedAndRejoins(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            leader.kill();
            cluster.manager().awaitFailoverFrom(leader);
            work.awaitAcknowledged(SOME);
            leader.start();
        }

        cluster.awaitInSync();
        assertThat(leader.isStandby()).as("the former leader follows").isTrue();
        assertThat(cluster)
                .upholds(
                        noAcknowledgedWriteLost(),
                        noTwoPrimariesAcknowledged(),
                        noFailoverWithoutFault(),
                        failedOverWithin(cluster.deadline()));
    }

    @Test
    @Tag("MGR-03")
    @Tag("critical")
    @Scenario(
            situation = "The leader can reach neither the other nodes nor etcd; clients still reach it. Replication is"
                    + " asynchronous.",
            expectation = "A failover manager fences: a node that is cut off takes no writes.",
            reality =
                    "Until its lease ends the leader goes on acknowledging, and all of that is lost. It demotes itself"
                            + " before another node is promoted: two never acknowledge at once.",
            source = "Patroni documentation, DCS failsafe mode")
    @ReplicatedPostgres(standbys = 2, manager = ManagerKind.PATRONI, timeout = "60s")
    @Expect(Expectation.LOST_WRITES)
    void aLeaderThatIsCutOffLosesWhatItAcknowledges(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            cluster.during(isolated(leader), () -> {
                work.awaitAcknowledged(SOME);
                cluster.manager().awaitFailoverFrom(leader);
                work.awaitAcknowledged(SOME);
            });
        }

        cluster.awaitInSync();
        assertThat(cluster).violates(noAcknowledgedWriteLost());
        assertThat(cluster).upholds(noTwoPrimariesAcknowledged());
    }

    @Test
    @Tag("MGR-04")
    @Tag("critical")
    @Scenario(
            situation = "The same with synchronous_mode on.",
            expectation = "Synchronous replication costs availability, and the partition costs data all the same.",
            reality =
                    "What the leader cannot send to its synchronous standby it does not acknowledge. Nothing is lost.",
            source = "Patroni documentation, Replication modes")
    @ReplicatedPostgres(
            standbys = 2,
            manager = ManagerKind.PATRONI,
            managerSettings = "synchronous_mode = true",
            timeout = "60s")
    void withASynchronousStandbyNothingIsLost(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            cluster.during(isolated(leader), () -> {
                cluster.manager().awaitFailoverFrom(leader);
                work.awaitAcknowledged(SOME);
            });
        }

        cluster.awaitInSync();
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged(), noFailoverWithoutFault());
    }

    @Test
    @Tag("MGR-05")
    @Tag("critical")
    @Scenario(
            situation =
                    "The agent of the leader dies, by the OOM killer or a careless restart. Its server goes on. Each node has"
                            + " clients that write to it as soon as it lets them. There is no watchdog.",
            expectation = "The manager guarantees that there is one primary.",
            reality =
                    "Another node is promoted when the lease has ended. The old server does not know: both acknowledge, and"
                            + " what the old one acknowledged is lost when its agent starts again.",
            source = "Patroni documentation, Watchdog support")
    @ReplicatedPostgres(standbys = 2, manager = ManagerKind.PATRONI, timeout = "60s")
    @Expect({Expectation.SPLIT_BRAIN, Expectation.LOST_WRITES})
    void withoutItsAgentALeaderGoesOn(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        List<Workload> works = cluster.nodes().stream()
                .map(node -> Workload.inserts(cluster, Clients.of(1).through(node.dataSource())))
                .toList();
        Workload old = works.get(cluster.nodes().indexOf(leader));
        old.awaitAcknowledged(SOME);
        Inflicted dead = cluster.inflict(agentKilled(leader));
        Node heir = cluster.manager().awaitFailoverFrom(leader);
        works.get(cluster.nodes().indexOf(heir)).awaitAcknowledged(SOME);
        old.awaitAcknowledged(SOME);
        // until the looks at the leader key leave no doubt
        await().during(Duration.ofSeconds(8)).atMost(LONG).until(leader::isPrimary);
        works.forEach(Workload::close);
        dead.repair();

        cluster.awaitInSync();
        assertThat(cluster).violates(noTwoPrimariesAcknowledged());
        assertThat(cluster).violates(noAcknowledgedWriteLost());
        assertThat(cluster).violates(managerTellsTheTruth());
    }
}
