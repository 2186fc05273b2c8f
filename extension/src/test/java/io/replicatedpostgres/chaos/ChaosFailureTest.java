package io.replicatedpostgres.chaos;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.chaos.Mischief.FAILOVER_AFTER_A_CUT;
import static io.replicatedpostgres.chaos.Mischief.PAUSE;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.junit.Allow;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What is thrown in the middle of a schedule is told like a broken guarantee, and hides none. */
class ChaosFailureTest {

    static final Mischief THROWS = mischief("THROWS", node -> {
        throw new IllegalStateException("no step 7 on " + node);
    });
    static final Mischief ASSUMES = mischief("ASSUMES", node -> Assumptions.abort("not on this machine"));
    static final Mischief LOADS = mischief("LOADS", node -> {
        throw new NoClassDefFoundError("a/Driver");
    });
    static final Mischief PAUSES_AND_THROWS = mischief("PAUSES_AND_THROWS", node -> {
        node.pause();
        throw new AssertionError("left frozen");
    });
    static final Mischief KILLS_AND_THROWS = mischief("KILLS_AND_THROWS", node -> {
        node.kill();
        throw new AssertionError("left dead");
    });
    static final Mischief HALF_A_FAILOVER = mischief("HALF_A_FAILOVER", node -> {
        node.cluster().failover();
        throw new AssertionError("left with an old primary that lies down");
    });
    static final Mischief STOPS_REPLAY =
            mischief("STOPS_REPLAY", node -> node.queryPastLinks("SELECT pg_wal_replay_pause()::text"));
    static final Mischief WAITS_FOR_NOBODY_THERE = mischief("WAITS_FOR_NOBODY_THERE", node -> {
        Node primary = node.cluster().primary();
        primary.execute("ALTER SYSTEM SET synchronous_standby_names = 'ghost'");
        primary.execute("SELECT pg_reload_conf()");
    });
    static final Mischief DELETES = mischief("DELETES", node -> {
        String table = node.queryPastLinks(
                        "SELECT relname FROM pg_class WHERE relname LIKE 'inserts_%' AND relkind = 'r'")
                .get(0);
        node.cluster()
                .primary()
                .execute("DELETE FROM " + table + " WHERE ctid IN (SELECT ctid FROM " + table + " LIMIT 1)");
    });

    /** Done once, and healed by nothing. */
    private static Mischief mischief(String name, Consumer<Node> act) {
        return Mischief.fault(name, node -> {
            act.accept(node);
            return Faults.latency(
                    node,
                    node.cluster().node("node-1").equals(node)
                            ? node.cluster().node("node-2")
                            : node.cluster().node("node-1"),
                    Duration.ofMillis(1));
        });
    }

    @Test
    @ReplicatedPostgres
    void aThrowIsToldWithSeedScheduleAndTestAndIsShrunk(Cluster cluster) {
        assertThatThrownBy(() -> Chaos.replay(
                                Step.of(PAUSE, "node-2", 20, 20),
                                Step.of(THROWS, "node-2", 20, 20),
                                Step.of(PAUSE, "node-1", 20, 20))
                        .workload(each -> Workload.registers(each, Clients.of(2)))
                        .run(cluster))
                .isInstanceOf(AssertionError.class)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The schedule could not be run to its end: in step 2 of 3, "
                        + "Step.of(THROWS, \"node-2\", 20, 20): IllegalStateException: no step 7 on node-2\n")
                .hasMessageContaining("Of 3 steps these 1 are left after")
                .hasMessageContaining("fail for the same reason (IllegalStateException: no step <n> on <node>)")
                .hasMessageContaining(".workload(each -> Workload.registers(each, Clients.of(2)))")
                .satisfies(failure -> CompiledTest.in(failure));
    }

    @Test
    @ReplicatedPostgres
    void aFailedAssumptionAbortsAndAClassThatCannotBeLoadedIsTold(Cluster cluster) {
        assertThatThrownBy(
                        () -> Chaos.replay(Step.of(ASSUMES, "node-2", 20, 20)).run(cluster))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("not on this machine");
        assertThatThrownBy(() -> Chaos.replay(Step.of(LOADS, "node-2", 20, 20)).run(cluster))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("NoClassDefFoundError", "a/Driver", "As a test:");
    }

    @Test
    @ReplicatedPostgres
    void theSeedIsPrinted(Cluster cluster) {
        assertThatThrownBy(() -> Chaos.seed(-7)
                        .faults(THROWS)
                        .lasting(Duration.ofMillis(1))
                        .run(cluster))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("The schedule, from seed -7:\n  Step.of(THROWS, ")
                .hasMessageContaining("No shorter one was tried: it has a single step. As a test:")
                .hasMessageContaining("// From seed -7. It failed with: IllegalStateException")
                .hasMessageContaining("class ChaosSeedMinus7Test {")
                .satisfies(failure -> CompiledTest.in(failure));
    }

    @Test
    @Expect(Expectation.LOST_WRITES)
    @ReplicatedPostgres
    void aLossDoesNotHideBehindAThrow(Cluster cluster) {
        assertThatThrownBy(() -> Chaos.replay(Step.of(FAILOVER_AFTER_A_CUT, 20, 100), Step.of(THROWS, "node-2", 20, 20))
                        .upholding(noAcknowledgedWriteLost())
                        .run(cluster))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("no acknowledged write lost: BROKEN")
                .hasMessageContaining("\nThe schedule could not be run to its end: in step 2 of 2")
                .hasMessageContaining("Of 2 steps these 1 are left")
                .hasMessageContaining("    Step.of(FAILOVER_AFTER_A_CUT, 20, 100))\n");
    }

    @Test
    @Expect(Expectation.LOST_WRITES)
    @ReplicatedPostgres
    void withoutAFailoverNothingMayBeLostOnAnAsynchronousPairEither(Cluster cluster) {
        assertThatThrownBy(() -> Chaos.replay(Step.of(DELETES, "node-2", 100, 20))
                        .upholding(noAcknowledgedWriteLost())
                        .run(cluster))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("no acknowledged write lost: BROKEN");
    }

    @Test
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.LOCAL, synchronousStandbys = "FIRST 1 (*)")
    void aCommitThatWaitsForNoStandbyIsNotDemandedBack(Cluster cluster) {
        Chaos.replay(Step.of(FAILOVER_AFTER_A_CUT, 20, 100)).run(cluster);

        assertThat(cluster).hasPrimary(cluster.node("node-2"));
    }

    @Test
    @ReplicatedPostgres(standbys = 2)
    void whatWasLeftFrozenOrDeadIsRepairedAndJudged(Cluster cluster) {
        assertThatThrownBy(() -> Chaos.replay(Step.of(PAUSES_AND_THROWS, "node-1", 20, 20))
                        .run(cluster))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("The schedule could not be run to its end: in step 1 of 1")
                .hasMessageContaining("left frozen")
                .hasMessageNotContaining("not known")
                .hasMessageNotContaining("BROKEN");
        assertThatThrownBy(() -> Chaos.replay(Step.of(KILLS_AND_THROWS, "node-1", 20, 20))
                        .run(cluster))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("left dead")
                .hasMessageNotContaining("not known")
                .hasMessageNotContaining("BROKEN");

        assertThat(cluster).hasPrimary(cluster.node("node-1")).isInSync();
    }

    @Test
    @Allow(Expectation.LOST_WRITES)
    @ReplicatedPostgres(standbys = 2)
    void anOldPrimaryThatWasLeftBehindIsAStandbyAgain(Cluster cluster) {
        assertThatThrownBy(() ->
                        Chaos.replay(Step.of(HALF_A_FAILOVER, "node-2", 20, 20)).run(cluster))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("The schedule could not be run to its end: in step 1 of 1")
                .hasMessageNotContaining("BROKEN");

        assertThat(cluster.node("node-1")).isStandby();
        assertThat(cluster).isInSync().hasNotDiverged();
    }

    @Test
    @ReplicatedPostgres(timeout = "8s")
    void nodesThatDoNotConvergeBreakAGuarantee(Cluster cluster) {
        assertThatThrownBy(() ->
                        Chaos.replay(Step.of(STOPS_REPLAY, "node-2", 20, 20)).run(cluster))
                .isInstanceOf(AssertionError.class)
                .hasCauseInstanceOf(DeadlineException.class)
                .hasMessageContaining("all nodes converged within 8000 ms: BROKEN")
                .hasMessageContaining("The schedule could not be run to its end: in step 1 of 1, Step.of(STOPS_REPLAY")
                .satisfies(failure -> CompiledTest.in(failure));
    }

    @Test
    @ReplicatedPostgres(timeout = "8s")
    void clientsThatHangAreTold(Cluster cluster) {
        assertThatThrownBy(() -> Chaos.replay(Step.of(WAITS_FOR_NOBODY_THERE, "node-2", 20, 20))
                        .run(cluster))
                .isInstanceOf(AssertionError.class)
                .hasCauseInstanceOf(DeadlineException.class)
                .hasMessageContaining(
                        "The schedule could not be run to its end: after its last step: DeadlineException: ")
                .hasMessageContaining("did not get its acknowledgements");
    }

    @Test
    @ReplicatedPostgres
    void aWorkloadThatCannotBeginIsTold(Cluster cluster) {
        assertThatThrownBy(() -> Chaos.replay(Step.of(PAUSE, "node-2", 20, 20), Step.of(PAUSE, "node-1", 20, 20))
                        .workload(each -> Workload.twoPhase(each, Clients.of(4)))
                        .run(cluster))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "The schedule could not be run to its end: before its first step: SpecException: ")
                .hasMessageContaining("No shorter one was tried: it failed before its first step had begun.");
    }
}
