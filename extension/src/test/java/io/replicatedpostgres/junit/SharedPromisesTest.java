package io.replicatedpostgres.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.Events;

/** Which test is told of a broken promise where several share a cluster. */
class SharedPromisesTest {

    private static final Map<String, String> IN_PARALLEL = Map.of(
            "junit.jupiter.execution.parallel.enabled", "true",
            "junit.jupiter.execution.parallel.config.strategy", "fixed",
            "junit.jupiter.execution.parallel.config.fixed.parallelism", "2");

    @ReplicatedPostgres(shared = true)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class ARowOfAnEarlierTestIsDeleted {

        private static String table = "";

        @Test
        void first(Cluster cluster) {
            table = ExpectTest.work(cluster).name();
        }

        @Test
        void second(Cluster cluster) {
            cluster.primary().execute("DELETE FROM %s WHERE id = 7".formatted(table));
        }

        @Test
        void third(Cluster cluster) {
            ExpectTest.work(cluster);
        }
    }

    @ReplicatedPostgres(shared = true)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class WhatIsExpectedCameBefore {

        @Test
        @Allow(Expectation.LOST_WRITES)
        void first(Cluster cluster) {
            ExpectTest.lose(cluster);
        }

        @Test
        @Expect(Expectation.LOST_WRITES)
        void second(Cluster cluster) {
            ExpectTest.work(cluster);
        }

        @Test
        @Expect(Expectation.LOST_WRITES)
        void third(Cluster cluster) {
            ExpectTest.lose(cluster);
        }
    }

    @ReplicatedPostgres(shared = true)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class ClientsOfTheClassGoOn {

        private static Workload load;

        @BeforeAll
        static void begin(Cluster cluster) {
            load = Workload.inserts(cluster, Clients.of(1));
        }

        @Test
        void first() {
            load.awaitAcknowledged(5);
        }

        @Test
        void second() {
            load.awaitAcknowledged(5);
        }
    }

    @ReplicatedPostgres(shared = true)
    @Execution(ExecutionMode.CONCURRENT)
    static class TwoAtTheSameTime {

        private static final CountDownLatch BEGUN = new CountDownLatch(1);
        private static final CountDownLatch DONE = new CountDownLatch(1);

        @Test
        void longer(Cluster cluster) throws InterruptedException {
            Workload load = Workload.inserts(cluster, Clients.of(1));
            BEGUN.countDown();
            DONE.await();
            load.awaitAcknowledged(200);
        }

        @Test
        void shorter(Cluster cluster) throws InterruptedException {
            BEGUN.await();
            ExpectTest.work(cluster);
            DONE.countDown();
        }
    }

    @ReplicatedPostgres(shared = true)
    @Execution(ExecutionMode.CONCURRENT)
    static class OneOfTwoAtTheSameTimeExpects {

        private static final CountDownLatch BEGUN = new CountDownLatch(1);

        @Test
        @Allow(Expectation.LOST_WRITES)
        void one(Cluster cluster) throws InterruptedException {
            both(cluster);
        }

        @Test
        @Expect(Expectation.LOST_WRITES)
        void other(Cluster cluster) throws InterruptedException {
            both(cluster);
        }

        private static void both(Cluster cluster) throws InterruptedException {
            assertThat(cluster.primary().isRunning()).isTrue();
            // the other test cannot begin before this one has ended, if it does not begin beside it
            BEGUN.await(2, TimeUnit.SECONDS);
        }
    }

    @ReplicatedPostgres
    static class TwoSecondSystemsLoseARow {

        @Test
        void lose(Cluster cluster) {
            ExpectTest.lose(cluster.startSecondSystem());
            Workload load = ExpectTest.work(cluster.startSecondSystem());
            assertThat(load.acknowledged()).isEqualTo(10);
            cluster.secondSystems().get(1).primary().execute("DELETE FROM %s WHERE id = 3".formatted(load.name()));
        }
    }

    @Test
    void theTestThatDeletesTheRowIsTold() {
        assertThat(failures(SampleRun.of(ARowOfAnEarlierTestIsDeleted.class)
                        .leavesNothing()
                        .events()))
                .singleElement()
                .asString()
                .startsWith("second(Cluster): java.lang.AssertionError: no acknowledged write lost: BROKEN");
    }

    @Test
    void whatCameBeforeATestIsNotWhatItExpects() {
        assertThat(failures(SampleRun.of(WhatIsExpectedCameBefore.class).events()))
                .singleElement()
                .asString()
                .startsWith("second(Cluster): java.lang.AssertionError: @Expect(LOST_WRITES) is met: BROKEN");
    }

    @Test
    void clientsThatBeganBeforeATestGoOnAfterIt() {
        SampleRun.of(ClientsOfTheClassGoOn.class).passes(2).leavesNothing();
    }

    @Test
    void clientsOfATestThatStillRunsGoOn() {
        SampleRun.of(IN_PARALLEL, TwoAtTheSameTime.class).passes(2).leavesNothing();
    }

    @Test
    void whatOneOfTwoAtTheSameTimeAnnouncesIsRefused() {
        assertThat(failures(SampleRun.of(IN_PARALLEL, OneOfTwoAtTheSameTimeExpects.class)
                        .events()))
                .anyMatch(failure -> failure.contains("which of them broke a promise cannot be told"));
    }

    @Test
    void everySecondSystemIsNamed() {
        assertThat(failures(SampleRun.of(TwoSecondSystemsLoseARow.class).events()))
                .singleElement()
                .asString()
                .contains("insert 7: client 0", "insert 3: client 0");
    }

    private static List<String> failures(Events events) {
        return events.failed().stream()
                .map(event -> event.getTestDescriptor().getDisplayName()
                        + ": "
                        + event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow())
                .toList();
    }
}
