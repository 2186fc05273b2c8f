package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noFailoverWithoutFault;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.fault.ManagerFaults.agentFrozen;
import static io.replicatedpostgres.fault.ManagerFaults.agentKilled;
import static io.replicatedpostgres.fault.ManagerFaults.machineFrozen;
import static io.replicatedpostgres.fault.ManagerFaults.storeFrozen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.junit.Allow;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresManager;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.ManagerView;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.ManagerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a test does with a cluster that repmgr manages, on real servers. */
@RequiresManager(ManagerKind.REPMGR)
@ReplicatedPostgres(standbys = 2, manager = ManagerKind.REPMGR, timeout = "60s")
@Tag("alone") // leases of seconds run out where other tests take the processors
class RepmgrTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void aDeadPrimaryIsReplacedAndJoinsAgain(Cluster cluster) {
        Node first = cluster.node("node-1");
        assertThat(cluster.manager().kind()).isEqualTo(ManagerKind.REPMGR);
        assertThat(cluster.manager().version()).matches("\\d+\\.\\d+.*");
        assertThat(cluster.manager().awaitLeader()).isEqualTo(first);
        assertThat(cluster.manager().views())
                .hasSize(3)
                .allSatisfy(view -> assertThat(view.leader()).isEqualTo(first.ref()));
        first.execute("CREATE TABLE t AS SELECT 1 AS id");
        cluster.awaitInSync();

        first.kill();
        Node second = cluster.manager().awaitFailoverFrom(first);
        assertThat(cluster.manager().leader()).contains(second);
        cluster.awaitInSync();

        // else pg_rewind finds nothing to do: the control file names the old timeline until then
        second.checkpoint();
        cluster.manager().rejoin(first);
        cluster.awaitInSync();
        assertThat(first.isStandby()).isTrue();
        assertThat(first).hasSameContentAs(second);

        second.stop();
        Node third = cluster.manager().awaitFailoverFrom(second);
        assertThat(third.query("SELECT id FROM t")).containsExactly("1");
    }

    /** No standby takes over: its issue 766, open. */
    @Test
    @Expect(Expectation.SPLIT_BRAIN)
    void aDeadPrimaryThatIsStartedAgainIsASecondOne(Cluster cluster) {
        Node first = cluster.manager().awaitLeader();
        // a standby that has more than the heir never follows it
        cluster.awaitInSync();
        first.kill();
        Node heir = cluster.manager().awaitFailoverFrom(first);
        // the agent of a standby that has not followed yet goes back to a primary that boots in time
        cluster.awaitInSync();
        first.start();
        assertThat(cluster.primaries()).containsExactlyInAnyOrder(first, heir);
        assertThat(cluster.manager().leader()).as("two say so").isEmpty();
        first.kill();
        heir.checkpoint();
        cluster.manager().rejoin(first);
        cluster.awaitInSync();
    }

    @Test
    void itIsPausedConfiguredAndResumed(Cluster cluster) {
        Node first = cluster.manager().awaitLeader();
        cluster.manager().pause();
        assertThat(cluster.manager().views()).hasSize(3).allMatch(ManagerView::isPaused);
        first.kill();
        assertThat(cluster.primaries()).isEmpty();
        first.start();

        cluster.manager().resume();
        assertThat(cluster.manager().views()).noneMatch(ManagerView::isPaused);
        cluster.manager().configure("failover = manual");
        cluster.awaitInSync();
    }

    @Test
    void itsAgentsAreStruckApartFromTheServers(Cluster cluster) {
        Node second = cluster.node("node-2");
        cluster.during(agentFrozen(second), () -> assertThat(second.isRunning()).isTrue());
        cluster.inflict(agentKilled(second)).repair();
        cluster.awaitInSync();
        assertThat(cluster.manager().stores()).isEmpty();
        refused(() -> cluster.inject(storeFrozen()), "no distributed configuration store", "PATRONI");
    }

    @Test
    void whatRepmgrDecidesIsRefused(Cluster cluster) {
        Node leader = cluster.manager().awaitLeader();
        Node standby = cluster.node("node-2");
        refused(standby::promote, "repmgr decides that", "awaitFailoverFrom");
        refused(() -> standby.follow(leader), "repmgr decides that", "awaitFailoverFrom");
        refused(() -> leader.rewindTo(standby), "repmgr decides that", "rejoin");
        refused(() -> cluster.manager().switchover(standby), "by ssh", "awaitFailoverFrom");
        refused(() -> cluster.manager().rejoin(leader), "it runs", "stop()");
    }

    private static void refused(ThrowingCallable act, String why, String wayOut) {
        assertThatThrownBy(act)
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining(why)
                .hasMessageContaining(wayOut);
    }

    /** Planted: repmgrd waits without a limit for the answer to a query that has arrived. */
    @ParameterizedTest
    @EnumSource(names = {"MACHINE_FROZEN", "PARTITION"})
    @ReplicatedPostgres(manager = ManagerKind.REPMGR, timeout = "60s")
    @Allow(Expectation.SPLIT_BRAIN)
    void aQueryThatACutMeetsDoesNotHoldItUp(FaultKind kind, Cluster cluster) {
        Node first = cluster.manager().awaitLeader();
        // the harness and the agent of the primary itself have other names and other addresses
        List<String> asked =
                first.query("SELECT pid FROM pg_stat_activity WHERE datname = 'repmgr' AND application_name = 'repmgr'"
                        + " AND host(client_addr) LIKE '%.254'");
        assertThat(asked).isNotEmpty();
        assertThat(signal("STOP", asked)).isZero();
        try {
            await().atMost(LONG).until(() -> hasUnreadQuery(asked.get(0)));
            cluster.during(
                    kind == FaultKind.MACHINE_FROZEN ? machineFrozen(first) : isolated(first),
                    () -> cluster.manager().awaitFailoverFrom(first));
        } finally {
            // one that went on with its machine may have ended
            signal("CONT", asked);
        }
    }

    private static int signal(String name, List<String> processes) {
        var words = new ArrayList<>(List.of("kill", "-" + name));
        words.addAll(processes);
        try {
            return new ProcessBuilder(words).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Of all connections in the network of a process: the columns are named in proc(5). */
    private static boolean hasUnreadQuery(String process) throws IOException {
        return Files.readAllLines(Path.of("/proc", process, "net", "tcp")).stream()
                .skip(1)
                .map(line -> line.strip().split(" +"))
                .anyMatch(columns -> columns[3].equals("01") && !columns[4].endsWith(":00000000"));
    }

    /** Planted: a standby is promoted outside the test. */
    @Test
    @ReplicatedPostgres(manager = ManagerKind.REPMGR, timeout = "60s")
    @Expect(Expectation.SPLIT_BRAIN)
    void aFailoverThatNothingExplainsIsSeen(Cluster cluster) {
        Node first = cluster.manager().awaitLeader();
        cluster.manager().pause();
        assertThat(cluster).upholds(noFailoverWithoutFault());

        cluster.node("node-2").execute("SELECT pg_promote()");

        // recorded as it is seen
        await().atMost(LONG).untilAsserted(() -> assertThat(cluster).violates(noFailoverWithoutFault()));
        assertThat(cluster.primaries()).containsExactlyInAnyOrder(first, cluster.node("node-2"));
    }

    /** It does not fence, and the two never become one again by themselves. */
    @Test
    @ReplicatedPostgres(manager = ManagerKind.REPMGR, timeout = "60s")
    @Expect(Expectation.SPLIT_BRAIN)
    void anIsolatedPrimaryStaysOne(Cluster cluster) {
        Node first = cluster.manager().awaitLeader();
        Node[] heir = {first};
        cluster.during(isolated(first), () -> heir[0] = cluster.manager().awaitFailoverFrom(first));
        await().during(Duration.ofSeconds(5))
                .atMost(LONG)
                .until(() -> cluster.primaries().size() == 2);
        first.stop();
        heir[0].checkpoint();
        cluster.manager().rejoin(first);
        cluster.awaitInSync();
    }
}
