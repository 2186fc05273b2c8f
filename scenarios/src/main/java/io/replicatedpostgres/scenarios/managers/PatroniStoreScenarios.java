package io.replicatedpostgres.scenarios.managers;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noFailoverWithoutFault;
import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.fault.ManagerFaults.storeFrozen;
import static io.replicatedpostgres.fault.ManagerFaults.storeKilled;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.Allow;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresManager;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Patroni without its store, without a majority of it, and paused. */
@Order(1) // the longest: others run beside them
@Tag("full")
@Tag("managers")
@RequiresManager(ManagerKind.PATRONI)
public class PatroniStoreScenarios {

    private static final long SOME = 200;

    /** Where no lease is to end: long enough for a machine that stands still for seconds. */
    private static final String LONG_LEASE = "ttl = 30";

    private static final String PATIENT = "retry_timeout = 10";
    private static final String SOON = "retry_timeout = 3";
    private static final Duration LONG = Duration.ofSeconds(90);

    @Test
    @Tag("MGR-06")
    @Tag("critical")
    @Scenario(
            situation = "etcd does not answer any more. All nodes run, and reach each other.",
            expectation = "The manager is only needed when something fails: the cluster goes on without it.",
            reality = "The leader cannot renew its lease and demotes itself. There is no primary until etcd is back.",
            source = "Patroni documentation, DCS failsafe mode")
    @ReplicatedPostgres(
            standbys = 2,
            manager = ManagerKind.PATRONI,
            managerSettings = {LONG_LEASE, SOON},
            timeout = "60s")
    void withoutItsStoreNobodyLeads(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            cluster.during(
                    storeFrozen(),
                    () -> await().atMost(LONG).until(() -> cluster.primaries().isEmpty()));
            cluster.manager().awaitLeader();
            work.awaitAcknowledged(SOME);
        }

        cluster.awaitInSync();
        assertThat(leader.isRunning()).isTrue();
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged(), noFailoverWithoutFault());
    }

    @Test
    @Tag("MGR-07")
    @Tag("medium")
    @Scenario(
            situation = "The same with failsafe_mode on.",
            expectation = "Without its store the leader demotes itself.",
            reality =
                    "The leader asks all members it knows. As long as each of them agrees it goes on, and clients notice"
                            + " nothing.",
            source = "Patroni documentation, DCS failsafe mode")
    @ReplicatedPostgres(
            standbys = 2,
            manager = ManagerKind.PATRONI,
            managerSettings = {"failsafe_mode = true", LONG_LEASE, SOON},
            timeout = "60s")
    void inFailsafeModeTheLeaderGoesOn(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(SOME);
            cluster.during(storeFrozen())
                    .stays("the leader a primary", leader::isPrimary)
                    .lasting(Duration.ofSeconds(12));
            work.awaitAcknowledged(SOME);
        }

        cluster.awaitInSync();
        assertThat(cluster.primary()).isEqualTo(leader);
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged(), noFailoverWithoutFault());
    }

    @Test
    @Tag("MGR-08")
    @Tag("medium")
    @Scenario(
            situation = "etcd has three members. First one of them dies, then a second.",
            expectation = "One member that is left is enough to keep a key.",
            reality = "With two of three nothing happens. With one there is no majority: the leader demotes itself.",
            source = "etcd documentation, Failure modes")
    @ReplicatedPostgres(
            standbys = 1,
            manager = ManagerKind.PATRONI,
            managerSettings = {LONG_LEASE, PATIENT},
            dcsMembers = 3,
            timeout = "60s")
    void theStoreNeedsItsMajority(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        List<NodeRef> stores = cluster.manager().stores();
        cluster.inject(storeKilled(stores.get(2)));
        await().during(Duration.ofSeconds(8)).atMost(LONG).until(leader::isPrimary);
        cluster.inject(storeKilled(stores.get(1)));
        await().atMost(LONG).until(() -> cluster.primaries().isEmpty());

        cluster.healAll();

        cluster.manager().awaitLeader();
        cluster.awaitInSync();
    }

    @Test
    @Tag("MGR-09")
    @Tag("medium")
    @Scenario(
            situation = "Patroni is paused for maintenance, and forgotten. The leader's machine dies.",
            expectation = "The manager fails over.",
            reality = "It leaves the servers alone, as it was told. No standby is promoted until it is resumed.",
            source = "Patroni documentation, Pause/Resume mode for the cluster")
    @ReplicatedPostgres(
            standbys = 1,
            manager = ManagerKind.PATRONI,
            managerSettings = {LONG_LEASE, SOON},
            timeout = "60s")
    @Allow(Expectation.LOST_WRITES)
    void whilePausedNobodyIsPromoted(Cluster cluster, @OnNode("node-2") Node standby) {
        Node leader = cluster.manager().awaitLeader();
        cluster.manager().pause();
        leader.kill();
        await().during(Duration.ofSeconds(10)).atMost(LONG).until(standby::isStandby);

        cluster.manager().resume();

        assertThat(cluster.manager().awaitFailoverFrom(leader)).isEqualTo(standby);
    }
}
