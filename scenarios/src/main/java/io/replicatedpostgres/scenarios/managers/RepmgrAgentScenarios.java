package io.replicatedpostgres.scenarios.managers;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noFailoverWithoutFault;
import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.fault.ManagerFaults.agentKilled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Paused;
import io.replicatedpostgres.junit.Allow;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresManager;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the agents of repmgr decide together, and what they do not decide: paused, cut off or dead. */
@Order(1) // the longest: others run beside them
@Tag("full")
@Tag("managers")
@RequiresManager(ManagerKind.REPMGR)
public class RepmgrAgentScenarios {

    private static final long SOME = 200;
    private static final Duration LONG = Duration.ofSeconds(40);
    private static final Duration LONGER_THAN_A_FAILOVER = Duration.ofSeconds(12);

    @Test
    @Tag("MGR-16")
    @Tag("critical")
    @Scenario(
            situation =
                    "At night no client writes. One of two standbys cannot reach the primary; the other one, and all clients, can.",
            expectation = "The standby that still sees the primary speaks against a failover.",
            reality =
                    "It says so, and by default that counts for nothing: the blind one is as far as the other, promotes itself"
                            + " beside the living primary, and both take writes.",
            source = "repmgr documentation, Primary visibility consensus; repmgr issue 821, open")
    @ReplicatedPostgres(standbys = 2, manager = ManagerKind.REPMGR, timeout = "60s")
    @Expect(Expectation.SPLIT_BRAIN)
    void oneStandbyThatSeesNothingIsEnough(
            Cluster cluster,
            @OnNode("node-1") Node primary,
            @OnNode("node-2") Node blind,
            @OnNode("node-3") Node witness) {
        primary.execute("CREATE TABLE orders (id int)");
        cluster.awaitInSync();
        try (Paused hangs = witness.pause(ProcessKind.WALRECEIVER)) {
            cluster.during(
                    between(primary, blind),
                    () -> assertThat(cluster.manager().awaitFailoverFrom(primary))
                            .isEqualTo(blind));
        }

        assertThat(cluster.primaries()).containsExactlyInAnyOrder(primary, blind);
        primary.execute("INSERT INTO orders VALUES (1)");
        blind.execute("INSERT INTO orders VALUES (2)");
        assertThat(primary.query("SELECT id FROM orders")).containsExactly("1");
        assertThat(blind.query("SELECT id FROM orders")).containsExactly("2");
    }

    @Test
    @Tag("MGR-17")
    @Tag("critical")
    @Scenario(
            situation = "The same, with primary_visibility_consensus on.",
            expectation = "It makes no difference.",
            reality = "The standby that still sees the primary keeps the other from being promoted.",
            source = "repmgr documentation, Primary visibility consensus")
    @ReplicatedPostgres(
            standbys = 2,
            manager = ManagerKind.REPMGR,
            managerSettings = "primary_visibility_consensus = true",
            timeout = "60s")
    void withAConsensusNobodyIsPromoted(
            Cluster cluster,
            @OnNode("node-1") Node primary,
            @OnNode("node-2") Node blind,
            @OnNode("node-3") Node witness) {
        cluster.awaitInSync();
        try (Paused hangs = witness.pause(ProcessKind.WALRECEIVER)) {
            cluster.during(between(primary, blind))
                    .stays("one primary", () -> cluster.primaries().equals(List.of(primary)))
                    .lasting(LONGER_THAN_A_FAILOVER.plusSeconds(8));
        }
        try (Workload work = Workload.inserts(cluster, Clients.of(2))) {
            work.awaitAcknowledged(SOME);
        }

        cluster.awaitInSync();
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged(), noFailoverWithoutFault());
    }

    @Test
    @Tag("MGR-18")
    @Tag("critical")
    @Scenario(
            situation = "repmgrd is paused for maintenance, and forgotten. The machine of the primary dies.",
            expectation = "The manager fails over.",
            reality =
                    "It leaves the servers alone, as it was told, and when it is resumed too: an agent that has given a failover"
                            + " up waits for the old primary, or for a node that is promoted by hand.",
            source = "repmgr documentation, Pausing repmgrd; measured with 5.3.3")
    @ReplicatedPostgres(manager = ManagerKind.REPMGR, timeout = "60s")
    @Allow(Expectation.LOST_WRITES)
    void whatIsPausedDoesNotMakeUpForIt(Cluster cluster, @OnNode("node-2") Node standby) {
        Node primary = cluster.manager().awaitLeader();
        cluster.manager().pause();
        primary.kill();
        await().during(LONGER_THAN_A_FAILOVER).atMost(LONG).until(standby::isStandby);

        cluster.manager().resume();

        await().during(LONGER_THAN_A_FAILOVER).atMost(LONG).until(standby::isStandby);
        primary.start();
        cluster.awaitInSync();
        assertThat(cluster.primary()).isEqualTo(primary);
    }

    @Test
    @Tag("MGR-19")
    @Tag("medium")
    @Scenario(
            situation = "repmgrd has died on each standby, unnoticed: replication goes on. The machine of the"
                    + " primary dies.",
            expectation = "The servers run and stream, so there will be a failover.",
            reality = "No standby is promoted. Monitoring of replication alone shows nothing until then.",
            source = "repmgr documentation, repmgrd overview")
    @ReplicatedPostgres(standbys = 2, manager = ManagerKind.REPMGR, timeout = "60s")
    @Allow(Expectation.LOST_WRITES)
    void withoutAgentsNobodyIsPromoted(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        cluster.inflict(agentKilled(cluster.node("node-2")));
        cluster.inflict(agentKilled(cluster.node("node-3")));
        cluster.awaitInSync();

        primary.kill();

        await("no standby is promoted")
                .during(LONGER_THAN_A_FAILOVER)
                .atMost(LONG)
                .until(() -> cluster.primaries().isEmpty());
    }
}
