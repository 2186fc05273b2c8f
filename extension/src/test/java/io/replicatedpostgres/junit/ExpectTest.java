package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What is checked at the end of a test without its asking. */
class ExpectTest {

    static class LosesARow {

        @Test
        @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
        void loses(Cluster cluster) {
            lose(cluster);
        }
    }

    @Expect(Expectation.LOST_WRITES)
    static class LosesARowAndSaysSo {

        @Test
        @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
        void loses(Cluster cluster) {
            lose(cluster);
        }
    }

    static class LosesARowWithoutAFailover {

        @Test
        @ReplicatedPostgres
        void loses(Cluster cluster) {
            lose(cluster);
        }
    }

    static class NothingThatIsExpectedHappens {

        @Test
        @Expect({Expectation.LOST_WRITES, Expectation.SPLIT_BRAIN})
        @ReplicatedPostgres
        void works(Cluster cluster) {
            work(cluster);
        }
    }

    static class NothingThatMayHappenHappens {

        @Test
        @Allow({Expectation.LOST_WRITES, Expectation.SPLIT_BRAIN})
        @ReplicatedPostgres
        void works(Cluster cluster) {
            work(cluster);
        }
    }

    @ReplicatedPostgres(shared = true)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class OneOfTwoLosesARow {

        @Test
        void first(Cluster cluster) {
            work(cluster);
        }

        @Test
        void second(Cluster cluster) {
            lose(cluster);
        }

        @Test
        void third(Cluster cluster) {
            work(cluster);
        }
    }

    static class LosesARowOfASecondSystem {

        @Test
        @ReplicatedPostgres
        void loses(Cluster cluster) {
            lose(cluster.startSecondSystem());
        }
    }

    static class ClosesASecondSystemThatLostARow {

        @Test
        @ReplicatedPostgres
        void loses(Cluster cluster) {
            try (Cluster second = cluster.startSecondSystem()) {
                lose(second);
            }
        }
    }

    @Expect(Expectation.LOST_WRITES)
    static class TheMethodCounts {

        @Test
        @Expect(Expectation.SPLIT_BRAIN)
        @ReplicatedPostgres(synchronousCommit = SynchronousCommit.ON, synchronousStandbys = "*")
        void loses(Cluster cluster) {
            lose(cluster);
        }
    }

    static class LosesARowAndIsAborted {

        @Test
        @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
        void aborts(Cluster cluster) {
            lose(cluster);
            abort("enough");
        }
    }

    static class TwoPrimaries {

        @Test
        @ReplicatedPostgres
        void write(Cluster cluster) {
            split(cluster);
        }
    }

    @Expect(Expectation.SPLIT_BRAIN)
    static class TwoPrimariesAsExpected {

        @Test
        @ReplicatedPostgres
        void write(Cluster cluster) {
            split(cluster);
        }
    }

    @Test
    void aBrokenPromiseFailsTheTestAndNamesTheGuarantee() {
        Throwable failure = SampleRun.of(LosesARow.class).leavesNothing().failure();

        assertThat(failure)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("no acknowledged write lost: BROKEN")
                .hasMessageContaining(" insert 7: client 0 was told of success by node-1")
                .hasMessageContaining("@Expect");
    }

    @Test
    void twoPrimariesThatAcknowledgeFailTheTest() {
        assertThat(SampleRun.of(TwoPrimaries.class).failure())
                .hasMessageStartingWith("no two primaries acknowledged at once: BROKEN");
    }

    @Test
    void theNearestExpectationCounts() {
        assertThat(SampleRun.of(TheMethodCounts.class).failure()).hasMessageStartingWith("no acknowledged write lost");
    }

    @Test
    void whatIsExpectedOrAllowedIsNoFailure() {
        SampleRun.of(LosesARowAndSaysSo.class, TwoPrimariesAsExpected.class, NothingThatMayHappenHappens.class)
                .passes(3)
                .leavesNothing();
    }

    @Test
    void aLossThatNothingExplainsIsAFailureOfAnAsynchronousClusterToo() {
        assertThat(SampleRun.of(LosesARowWithoutAFailover.class).failure())
                .hasMessageStartingWith(
                        "no acknowledged write lost: BROKEN: 1 acknowledged write lost, which no failover");
    }

    @Test
    void whatWasAnnouncedAndDoesNotComeIsAFailure() {
        assertThat(SampleRun.of(NothingThatIsExpectedHappens.class).failure())
                .hasMessageContaining("@Expect(LOST_WRITES) is met: BROKEN: no acknowledged write was lost")
                .hasMessageContaining("@Expect(SPLIT_BRAIN) is met: BROKEN");
    }

    @Test
    void whoBreaksAPromiseOfASharedClusterFailsAndNoOtherTest() {
        var events = SampleRun.of(OneOfTwoLosesARow.class).leavesNothing().events();

        assertThat(events.failed().count()).isOne();
        assertThat(events.succeeded().count())
                .as("the two other tests, the class and the engine")
                .isEqualTo(4);
        assertThat(events.failed().stream()
                        .findFirst()
                        .orElseThrow()
                        .getTestDescriptor()
                        .getDisplayName())
                .startsWith("second");
    }

    @Test
    void theClientsOfASecondSystemAreBelievedToo() {
        assertThat(SampleRun.of(LosesARowOfASecondSystem.class).leavesNothing().failure())
                .hasMessageStartingWith("no acknowledged write lost: BROKEN");
        assertThat(SampleRun.of(ClosesASecondSystemThatLostARow.class)
                        .leavesNothing()
                        .failure())
                .hasMessageStartingWith("no acknowledged write lost: BROKEN");
    }

    @Test
    void anAbortedTestStaysAborted() {
        var events = SampleRun.of(LosesARowAndIsAborted.class).events();

        assertThat(events.aborted().count()).isOne();
        assertThat(events.failed().count()).isZero();
    }

    static Workload work(Cluster cluster) {
        Workload load = Workload.inserts(cluster, Clients.of(1).atMost(10));
        load.awaitDone(Duration.ofSeconds(60));
        return load;
    }

    static void lose(Cluster cluster) {
        Workload load = work(cluster);
        cluster.primary().execute("DELETE FROM %s WHERE id = 7".formatted(load.name()));
    }

    private static void split(Cluster cluster) {
        var a = cluster.primary();
        var b = cluster.standby();
        Workload onA = Workload.inserts(cluster, Clients.of(1).through(a.dataSource()));
        Workload onB = Workload.inserts(cluster, Clients.of(1).through(b.dataSource()));
        b.awaitReplay(a.currentLsn());
        b.promote();
        onA.awaitAcknowledged(20);
        onB.awaitAcknowledged(20);
    }
}
