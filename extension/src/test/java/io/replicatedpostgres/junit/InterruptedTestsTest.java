package io.replicatedpostgres.junit;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** An interrupt of a test's thread ends what waits, and nothing that heals, closes or records. */
class InterruptedTestsTest {

    static class InterruptsItself {

        @Test
        @ReplicatedPostgres
        void passes(Cluster cluster) {
            Workload load = Workload.inserts(cluster, Clients.of(1));
            load.awaitAcknowledged(5);
            cluster.inject(Faults.latency(cluster.primary(), cluster.standby(), Duration.ofMillis(5)));
            Thread.currentThread().interrupt();
        }
    }

    @ReplicatedPostgres(shared = true)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class TimesOutWhileAFaultHolds {

        @Test
        @Timeout(value = 1, unit = TimeUnit.SECONDS)
        void first(Cluster cluster) {
            Node primary = cluster.primary();
            Node standby = cluster.standby();
            cluster.during(Faults.isolated(primary), () -> {
                // committed, and so written: the position of what is only inserted is not known yet
                primary.execute("CREATE TABLE never_shipped ()");
                standby.awaitReplay(primary.currentLsn());
            });
        }

        @Test
        void second(Cluster cluster) {
            cluster.awaitInSync();

            assertThat(cluster).isInSync();
        }
    }

    static class TimesOutInAThreadOfItsOwn {

        @Test
        @ReplicatedPostgres
        @Timeout(value = 300, unit = TimeUnit.MILLISECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void goesOnBesideItsEnd(Cluster cluster) {
            SampleRun.saw(cluster);
            Node standby = cluster.standby();
            standby.stop();
            while (standby.name() != null) {
                standby.rebuildFrom(cluster.primary());
                standby.start();
                standby.stop();
            }
        }
    }

    @Test
    void whatATimeoutLeavesBehindInAnotherThreadLeavesNothing() {
        SampleRun run = SampleRun.of(TimesOutInAThreadOfItsOwn.class);

        run.leavesNothing();
        assertThat(run.failure()).isInstanceOf(TimeoutException.class);
        assertThat(ReportFolder.current().orElseThrow().allJournals())
                .filteredOn(journal -> journal.toString().contains("goesOnBesideItsEnd"))
                .isNotEmpty()
                .allSatisfy(journal -> assertThat(JournalFile.readAll(journal))
                        .anyMatch(entry -> entry.event() instanceof ScenarioEnded ended
                                && ended.result() == ScenarioResult.FAILED));
    }

    @Test
    void aTestThatInterruptsItselfPassesAndLeavesNothing() {
        SampleRun run = SampleRun.of(InterruptsItself.class);
        // JUnit leaves the flag to whatever runs next in this thread
        Thread.interrupted();

        run.passes(1).leavesNothing();
    }

    @Test
    void whatATimeoutInterruptsIsHealed() {
        var events =
                SampleRun.of(TimesOutWhileAFaultHolds.class).leavesNothing().events();

        assertThat(events.failed().stream()
                        .map(event -> event.getTestDescriptor().getDisplayName()))
                .containsExactly("first(Cluster)");
    }
}
