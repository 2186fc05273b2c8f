package io.replicatedpostgres.scenarios.managers;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.failedOverWithin;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noFailoverWithoutFault;
import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.fault.ManagerFaults.machineFrozen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.Allow;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresManager;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** repmgr with its daemon: each node with an address of its own, an agent beside each server, and nothing that fences. */
@Order(1) // the longest: others run beside them
@Tag("full")
@Tag("managers")
@RequiresManager(ManagerKind.REPMGR)
public class RepmgrScenarios {

    private static final long SOME = 200;
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration LONGER_THAN_A_FAILOVER = Duration.ofSeconds(12);

    @Test
    @Tag("MGR-10")
    @Tag("critical")
    @Scenario(
            situation =
                    "The machine of the primary dies; commits wait for one of two standbys. No administrator acts. Later the machine"
                            + " is back, and repmgr node rejoin is run on it.",
            expectation = "The former primary comes back as a standby by itself.",
            reality =
                    "repmgrd promotes the standby that is furthest, the other one follows it, and no acknowledged write is"
                            + " lost. The former primary stays out until repmgr node rejoin rewinds it.",
            source = "repmgr documentation, Automatic failover with repmgrd, and repmgr node rejoin")
    @ReplicatedPostgres(
            standbys = 2,
            manager = ManagerKind.REPMGR,
            synchronousStandbys = "ANY 1 (node-2, node-3)",
            timeout = "60s")
    void aDeadPrimaryIsReplacedAndJoinsAgain(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            primary.kill();
            Node heir = cluster.manager().awaitFailoverFrom(primary);
            work.awaitAcknowledged(SOME);
            heir.checkpoint();
        }
        cluster.manager().rejoin(primary);

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
    @Tag("MGR-11")
    @Tag("critical")
    @Scenario(
            situation =
                    "The machine of the primary dies and a standby is promoted. Then the machine boots, and its services"
                            + " start: the server and repmgrd.",
            expectation = "The manager sees that there is a primary, and does not let the old one be another.",
            reality = "It runs as a second primary and acknowledges. No agent steps in.",
            source = "repmgr issue 766, open; measured with 5.3.3")
    @ReplicatedPostgres(manager = ManagerKind.REPMGR, timeout = "60s")
    @Expect(Expectation.SPLIT_BRAIN)
    @Allow(Expectation.LOST_WRITES)
    void aPrimaryThatBootsAgainIsASecondOne(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        try (OnEachNode clients = OnEachNode.of(cluster)) {
            primary.kill();
            Node heir = cluster.manager().awaitFailoverFrom(primary);
            primary.start();
            clients.awaitAcknowledged(primary, heir);
            assertThat(cluster.primaries()).containsExactlyInAnyOrder(primary, heir);
        }

        assertThat(cluster).violates(noTwoPrimariesAcknowledged());
    }

    @Test
    @Tag("MGR-12")
    @Tag("critical")
    @Scenario(
            situation =
                    "The primary is cut off from the other nodes, and not from its clients. Then the network is healed.",
            expectation =
                    "A primary that is alone takes no writes, and once it sees the others there is one primary again.",
            reality =
                    "A standby is promoted and both acknowledge, during the cut and after it, until one of them is stopped.",
            source = "repmgr documentation, Primary visibility consensus; repmgr issue 821")
    @ReplicatedPostgres(manager = ManagerKind.REPMGR, timeout = "60s")
    @Expect(Expectation.SPLIT_BRAIN)
    @Allow(Expectation.LOST_WRITES)
    void aCutMakesTwoPrimariesForGood(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        Node heir = cluster.node("node-2");
        try (OnEachNode clients = OnEachNode.of(cluster)) {
            cluster.during(isolated(primary), () -> {
                cluster.manager().awaitFailoverFrom(primary);
                clients.awaitAcknowledged(primary, heir);
            });
            await().during(LONGER_THAN_A_FAILOVER)
                    .atMost(LONG)
                    .until(() -> cluster.primaries().size() == 2);
            clients.awaitAcknowledged(primary, heir);
        }

        assertThat(cluster).violates(noTwoPrimariesAcknowledged());
    }

    @Test
    @Tag("MGR-13")
    @Tag("critical")
    @Scenario(
            situation = "The same, and commits wait for the only standby.",
            expectation = "There are two primaries, so writes are lost.",
            reality =
                    "There are two primaries, and neither acknowledges anything: each has lost its only standby. Once the old one"
                            + " has joined again as the standby of the new one, writes go on. Nothing is lost.",
            source = "PostgreSQL documentation, Synchronous Replication")
    @ReplicatedPostgres(manager = ManagerKind.REPMGR, synchronousStandbys = "ANY 1 (*)", timeout = "60s")
    @Expect(Expectation.SPLIT_BRAIN)
    void withASynchronousStandbyACutLosesNothing(Cluster cluster, @OnNode("node-2") Node heir) {
        Node primary = cluster.manager().awaitLeader();
        try (Workload old = Workload.inserts(cluster, Clients.of(2).through(primary.dataSource()))) {
            old.awaitAcknowledged(SOME);
            cluster.during(isolated(primary), () -> {
                cluster.manager().awaitFailoverFrom(primary);
                assertThat(cluster.primaries()).containsExactlyInAnyOrder(primary, heir);
                long before = old.acknowledged();
                await().during(Duration.ofSeconds(3)).atMost(LONG).until(() -> old.acknowledged() == before);
                primary.kill();
            });
        }
        heir.checkpoint();
        cluster.manager().rejoin(primary);
        try (Workload work = Workload.inserts(cluster, Clients.of(2))) {
            work.awaitAcknowledged(SOME);
        }

        cluster.awaitInSync();
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged());
    }

    @Test
    @Tag("MGR-14")
    @Tag("critical")
    @Scenario(
            situation = "The virtual machine of the primary is paused, for a snapshot, for longer than repmgrd waits.",
            expectation = "When it goes on it finds out that another node was promoted, and stops.",
            reality = "It goes on as a second primary, and acknowledges.",
            source = "repmgr issue 766, open; measured with 5.3.3")
    @ReplicatedPostgres(manager = ManagerKind.REPMGR, timeout = "60s")
    @Expect(Expectation.SPLIT_BRAIN)
    @Allow(Expectation.LOST_WRITES)
    void aPausedMachineGoesOnAsASecondPrimary(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        try (OnEachNode clients = OnEachNode.of(cluster)) {
            cluster.during(machineFrozen(primary), () -> cluster.manager().awaitFailoverFrom(primary));
            clients.awaitAcknowledged(primary, cluster.node("node-2"));
        }

        assertThat(cluster).violates(noTwoPrimariesAcknowledged());
    }

    @Test
    @Tag("MGR-15")
    @Tag("medium")
    @EnabledOnPostgres(to = 15)
    @Scenario(
            situation = "A standby was promoted a moment ago. The former primary is told to join again at once.",
            expectation = "repmgr node rejoin with --force-rewind does what is needed.",
            reality =
                    "pg_rewind reads the timeline of the last checkpoint, finds the old one and nothing to do. The server"
                            + " cannot follow. After a CHECKPOINT on the new primary the same command works.",
            source = "PostgreSQL documentation, pg_rewind, Notes, until 15; Patroni issue 2073")
    @ReplicatedPostgres(
            manager = ManagerKind.REPMGR,
            managerSettings = "node_rejoin_timeout = 8",
            settings = {"checkpoint_timeout = 1h", "checkpoint_completion_target = 0.9"},
            timeout = "60s")
    @Allow(Expectation.LOST_WRITES)
    void rightAfterAPromotionTheRewindFindsNothingToDo(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        primary.kill();
        Node heir = cluster.manager().awaitFailoverFrom(primary);

        LogMark mark = primary.log().mark();
        assertThatThrownBy(() -> cluster.manager().rejoin(primary))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("NODE REJOIN failed");
        primary.log().await("forked off current database system timeline 1", mark);
        primary.stop();
        heir.checkpoint();
        cluster.manager().configure("node_rejoin_timeout = 40");
        cluster.manager().rejoin(primary);
        cluster.awaitInSync();
    }
}
