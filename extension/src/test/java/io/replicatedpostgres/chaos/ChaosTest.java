package io.replicatedpostgres.chaos;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.chaos.Mischief.FAILOVER;
import static io.replicatedpostgres.chaos.Mischief.FAILOVER_AFTER_A_CUT;
import static io.replicatedpostgres.chaos.Mischief.ISOLATE;
import static io.replicatedpostgres.chaos.Mischief.KILL_AND_START;
import static io.replicatedpostgres.chaos.Mischief.PAUSE;
import static io.replicatedpostgres.chaos.Mischief.RESET_CLIENTS;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.fault.ReplicationFaults;
import io.replicatedpostgres.fault.SessionFaults;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.FaultEnded;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChaosTest {

    static final Mischief IDLE = Mischief.fault("IDLE", SessionFaults::idleTransaction);
    static final Mischief STALE = Mischief.fault("STALE", ReplicationFaults::replayPaused);
    static final Mischief STALE_AND_ISOLATED = STALE.with("STALE_AND_ISOLATED", ISOLATE);

    @Test
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void aSynchronousPairSurvivesEverything(Cluster cluster) {
        Chaos.replay(
                        Step.of(ISOLATE, "node-2", 20, 200),
                        Step.of(RESET_CLIENTS, "node-1", 20, 100),
                        Step.of(PAUSE, "node-2", 20, 100),
                        Step.of(FAILOVER, 100, 50),
                        Step.of(KILL_AND_START, "node-2", 50, 20),
                        Step.of(PAUSE, "node-1", 20, 100))
                .run(cluster);

        assertThat(cluster).hasPrimary(cluster.node("node-2")).hasNotDiverged();
    }

    @Test
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void aDrawnScheduleIsRun(Cluster cluster) {
        Chaos.seed(42).lasting(Duration.ofSeconds(2)).run(cluster);

        assertThat(cluster).isNotSplitBrain().hasNotDiverged();
    }

    @Test
    @ReplicatedPostgres
    void anyFaultIsMischiefAndSeveralHoldTogether(Cluster cluster) {
        Chaos.replay(Step.of(STALE_AND_ISOLATED, "node-2", 20, 300), Step.of(IDLE, "node-1", 20, 100))
                .workload(any -> Workload.transfers(any, Clients.of(2)))
                .run(cluster);

        assertThat(JournalFile.readAll(cluster.journal().path().orElseThrow()).stream()
                        .map(Entry::event)
                        .filter(event -> event instanceof FaultBegan || event instanceof FaultEnded)
                        .map(event -> event instanceof FaultBegan began ? "+" + began.name() : "-"))
                .containsExactly("+replay paused", "+isolated, frozen", "-", "-", "+idle transaction", "-");
    }

    @Test
    @Expect(Expectation.LOST_WRITES)
    @ReplicatedPostgres
    void aScheduleThatLosesIsShrunkToTheStepThatDoes(Cluster cluster) {
        assertThatThrownBy(() -> Chaos.replay(
                                Step.of(PAUSE, "node-2", 20, 20),
                                Step.of(RESET_CLIENTS, "node-1", 20, 20),
                                Step.of(FAILOVER_AFTER_A_CUT, 20, 100),
                                Step.of(PAUSE, "node-1", 20, 20))
                        .upholding(noAcknowledgedWriteLost())
                        .run(cluster))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("no acknowledged write lost: BROKEN")
                .hasMessageContaining("Of 4 steps these 1 are left after")
                .hasMessageContaining(
                        "The schedule, from a schedule that was given:\n  Step.of(PAUSE, \"node-2\", 20, 20)\n")
                .hasMessageContaining("Step.of(FAILOVER_AFTER_A_CUT, 20, 100))\n")
                .hasMessageContaining("@Expect({Expectation.LOST_WRITES})")
                .hasMessageContaining(".upholding(Guarantees.noAcknowledgedWriteLost())\n")
                .satisfies(failure -> CompiledTest.in(failure));
    }

    @Test
    @ReplicatedPostgres
    void aNodeThatIsNotThereIsRefused(Cluster cluster) {
        assertThatThrownBy(() -> Chaos.replay(Step.of(PAUSE, "node-7", 20, 20)).run(cluster))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("there is no node \"node-7\"");
    }

    @Test
    void noTimeIsRefused() {
        assertThatThrownBy(() -> Chaos.seed(1).lasting(Duration.ZERO)).isInstanceOf(SpecException.class);
    }
}
