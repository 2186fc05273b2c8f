package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.cutFromStore;
import static io.replicatedpostgres.fault.ManagerFaults.agentFrozen;
import static io.replicatedpostgres.fault.ManagerFaults.agentKilled;
import static io.replicatedpostgres.fault.ManagerFaults.machineFrozen;
import static io.replicatedpostgres.fault.ManagerFaults.storeFrozen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresManager;
import io.replicatedpostgres.model.ManagerView;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.spec.ManagerKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a test does with a cluster that Patroni manages, on real servers. */
@RequiresManager(ManagerKind.PATRONI)
@ReplicatedPostgres(manager = ManagerKind.PATRONI, timeout = "60s")
@Tag("alone") // leases of seconds run out where other tests take the processors
class PatroniTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    @ReplicatedPostgres(
            manager = ManagerKind.PATRONI,
            managerSettings = {"ttl = 30", "retry_timeout = 10"},
            timeout = "60s")
    void itSaysWhoLeadsSwitchesOverAndStartsAndStops(Cluster cluster) {
        Node first = cluster.node("node-1");
        Node second = cluster.node("node-2");
        assertThat(cluster.manager().kind()).isEqualTo(ManagerKind.PATRONI);
        assertThat(cluster.manager().version()).matches("\\d+\\.\\d+.*");
        assertThat(cluster.manager().awaitLeader()).isEqualTo(first);
        assertThat(cluster.manager().views())
                .hasSize(2)
                .allSatisfy(view -> assertThat(view.leader()).isEqualTo(first.ref()));

        cluster.manager().switchover(second);

        assertThat(cluster.manager().leader()).contains(second);
        assertThat(cluster.primary()).isEqualTo(second);
        second.execute("CREATE TABLE t AS SELECT 1 AS id");
        cluster.awaitInSync();
        assertThat(first.query("SELECT id FROM t")).containsExactly("1");
        assertThat(first.query("SHOW replicatedpostgres.node")).containsExactly("node-1");

        second.stop();
        assertThat(cluster.manager().awaitFailoverFrom(second)).isEqualTo(first);
        second.start();
        cluster.awaitInSync();
        assertThat(second).hasSameContentAs(first);
        assertThat(second.query("SELECT id FROM t"))
                .as("clients reach it again")
                .containsExactly("1");
        refusesWhatThePatroniDecides(cluster, first);
    }

    private static void refusesWhatThePatroniDecides(Cluster cluster, Node leader) {
        Node standby = cluster.node("node-2");
        refused(standby::promote, "promoted", "manager().switchover");
        refused(() -> standby.follow(leader), "follow", "manager().switchover");
        refused(() -> standby.rewindTo(leader), "rewound", "start()");
        refused(() -> standby.rebuildFrom(leader), "rebuilt", "agent starts");
        refused(standby::fence, "fenced", "kill() or stop()");
        refused(() -> leader.configure("work_mem = 1MB"), "configured", "manager().configure()");
        refused(() -> leader.synchronousStandbys("node-2"), "synchronous standbys", "synchronous_mode");
        refused(() -> leader.stop(StopMode.IMMEDIATE), "stopped by IMMEDIATE", "Use stop()");
        refused(cluster::failover, "no failover", "awaitFailoverFrom");
        refused(() -> cluster.switchover(standby), "no switchover", "manager().switchover");
        refused(cluster::addStandby, "no standby can be added", "annotation");
        assertThat(cluster.primary()).as("nothing was done").isEqualTo(leader);
    }

    private static void refused(ThrowingCallable act, String what, String wayOut) {
        assertThatThrownBy(act)
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("Patroni decides that")
                .hasMessageContaining(wayOut);
    }

    @Test
    @ReplicatedPostgres(
            manager = ManagerKind.PATRONI,
            managerSettings = {"ttl = 30", "retry_timeout = 10"},
            timeout = "60s")
    void itIsPausedConfiguredAndResumed(Cluster cluster) {
        cluster.manager().pause();
        assertThat(cluster.manager().views()).allMatch(ManagerView::isPaused);

        cluster.manager().resume();
        assertThat(cluster.manager().views()).noneMatch(ManagerView::isPaused);

        cluster.manager().configure("synchronous_mode = true");
        await().atMost(LONG)
                .until(() -> cluster.primary().query("SHOW synchronous_standby_names"), List.of("\"node-2\"")::equals);
    }

    /** It was said of a cluster in which nothing was compared. */
    @Test
    @ReplicatedPostgres(
            manager = ManagerKind.PATRONI,
            managerSettings = {"ttl = 30", "retry_timeout = 10"},
            timeout = "60s")
    void withoutAStandbyNothingIsInSyncAndAServerWithoutItsAgentCounts(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        Node standby = cluster.node("node-2");
        cluster.inflict(agentKilled(standby));
        cluster.awaitInSync();
        standby.awaitReplay(leader.currentPosition());

        standby.kill();
        assertThatThrownBy(cluster::awaitInSync)
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("nothing can be in sync");
    }

    /** It was said of a cluster in which an agent that leads had not heard of it. */
    @Test
    @ReplicatedPostgres(
            manager = ManagerKind.PATRONI,
            managerSettings = {"ttl = 30", "retry_timeout = 10"},
            timeout = "60s")
    void itIsPausedOnceEachAgentThatRunsSaysSo(Cluster cluster) throws Exception {
        Node standby = cluster.node("node-2");
        var pausing = new FutureTask<>(() -> cluster.manager().pause(), "paused");
        try (Injected frozen = cluster.inject(agentFrozen(standby))) {
            new Thread(pausing, "pausing").start();
            await().atMost(LONG)
                    .until(() -> cluster.manager()
                            .view(cluster.node("node-1"))
                            .filter(ManagerView::isPaused)
                            .isPresent());
            assertThat(pausing.isDone()).as("node-2 has not heard of it").isFalse();
        }
        assertThat(pausing.get(60, TimeUnit.SECONDS)).isEqualTo("paused");
    }

    @Test
    void aFrozenAgentLosesTheKeyAndItsServerGoesOn(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        cluster.during(agentFrozen(leader), () -> {
            cluster.manager().awaitFailoverFrom(leader);
            assertThat(leader.query("SELECT pg_is_in_recovery()"))
                    .as("it goes on")
                    .containsExactly("f");
        });
        // who leads once it is thawed is up to Patroni, and its version: with 3.0.2 it may take the key back, and then
        // no rewind follows
        cluster.manager().awaitLeader();
    }

    @Test
    void aFrozenMachineAnswersNothing(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        cluster.during(machineFrozen(leader), () -> {
            assertThat(cluster.manager().view(leader)).isEqualTo(Optional.empty());
            cluster.manager().awaitFailoverFrom(leader);
        });
        // what becomes of it when it is thawed is up to Patroni, and its version: FrozenLeaderSoak counts it
        assertThat(leader.isRunning()).isTrue();
    }

    @Test
    void aLeaderThatIsCutFromTheStoreDemotesItself(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        cluster.during(cutFromStore(leader), () -> {
            cluster.manager().awaitFailoverFrom(leader);
            await().atMost(LONG).until(() -> !leader.isPrimary());
        });
        cluster.awaitInSync();
    }

    @Test
    @ReplicatedPostgres(
            manager = ManagerKind.PATRONI,
            managerSettings = {"ttl = 30", "retry_timeout = 10"},
            timeout = "60s")
    void aFaultThatFitsNoManagerIsRefused(Cluster cluster) {
        refusedAtOnce(cluster, storeFrozen(new NodeRef("etcd-9")), "etcd-9");
        refusedAtOnce(cluster, storeFrozen(cluster.node("node-1")), "members of the store are [etcd-1]");
        refusedAtOnce(cluster, Faults.isolated(new NodeRef("node-7")), "etcd-1");
    }

    private static void refusedAtOnce(Cluster cluster, Fault fault, String why) {
        assertThatThrownBy(() -> cluster.inject(fault))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining(why);
    }
}
