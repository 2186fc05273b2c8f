package io.replicatedpostgres.junit;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.report.Report;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three runs of real servers, and what their page tells a reader who has seen nothing else. With
 * {@code -Druns.write=directory} their journals are kept there: the pictures of the README are made of them.
 */
class ThreeRunsTest {

    static class Orders {

        @Test
        @ReplicatedPostgres
        @Scenario(
                situation = "Orders are taken by an asynchronous pair. The link lags, the primary dies, the standby is"
                        + " promoted.",
                expectation = "What a customer was told is stored survives.",
                reality = "What had not been shipped is gone, without an error.",
                source = "PostgreSQL documentation, 27.2.8 Synchronous Replication")
        void surviveTheLossOfTheirServer(Cluster cluster) {
            Node old = cluster.primary();
            Node heir = cluster.standby();
            Workload orders = Workload.inserts(cluster);
            orders.awaitAcknowledged(100);
            cluster.awaitInSync();

            cluster.during(Faults.between(old, heir), () -> {
                orders.awaitAcknowledged(60);
                old.kill();
            });
            heir.promote();
            orders.awaitAcknowledged(100);
            orders.close();

            assertThat(cluster).upholds(noAcknowledgedWriteLost());
        }
    }

    static class TwoPrimaries {

        @Test
        @ReplicatedPostgres(slots = "air")
        @Scenario(
                situation = "The primary is cut off from its standby, not from its clients. The standby is promoted.",
                expectation = "Clients write to one server at a time.",
                reality = "Both acknowledge until one is stopped; the rewind throws away what the other took.",
                source = "PostgreSQL documentation, 26.3 Failover")
        void neverAcknowledgeAtOnce(Cluster cluster) {
            Node a = cluster.primary();
            Node b = cluster.standby();
            Workload onA = Workload.inserts(cluster, Clients.of(1).through(a.dataSource()));
            Workload onB = Workload.inserts(cluster, Clients.of(1).through(b.dataSource()));
            b.awaitReplay(a.currentLsn());

            cluster.during(Faults.between(a, b), () -> {
                b.promote();
                onA.awaitAcknowledged(40);
                onB.awaitAcknowledged(40);
                b.stop();
                onB.close();
            });
            b.rewindTo(a);
            b.start();
            cluster.awaitInSync();
            onA.close();
        }
    }

    static class TheStory {

        @Test
        @ReplicatedPostgres(slots = "air")
        void aSplitBrainIsRepairedByRewind(Cluster cluster) {
            Node a = cluster.primary();
            Node b = cluster.standby();

            cluster.during(Faults.isolated(a), () -> b.promote());
            a.createDatabase("on_a");
            b.createDatabase("on_b");
            assertThat(cluster).isSplitBrain();

            b.stop();
            b.rewindTo(a);
            b.start();
            cluster.awaitInSync();
            assertThat(b).isStandby().isReadOnly().hasDatabase("on_a").lacksDatabase("on_b");
        }
    }

    @Test
    void tellWhatFailedWhenWhatWasLostAndWhereTheLogSaysSo(@TempDir Path directory) throws IOException {
        SampleRun run = SampleRun.of(Orders.class, TwoPrimaries.class, TheStory.class);
        assertThat(run.failures()).hasSize(2);

        ReportFolder three = ReportFolder.in(directory);
        keep(Orders.class, three.journals(), "a-lossy-failover");
        keep(TwoPrimaries.class, three.journals(), "two-primaries");
        keep(TheStory.class, three.journals(), "the-story");
        Path page = Report.render(three).orElseThrow();
        String wanted = System.getProperty("runs.write");
        if (wanted != null) {
            copyAll(three.journals(), Path.of(wanted));
        }

        String told = Files.readString(page.resolveSibling("index.md"));
        assertThat(told)
                .contains("2 of 3 tests did not pass")
                .containsPattern("surviveTheLossOfTheirServer\\*\\* .*no acknowledged write lost: BROKEN")
                .containsPattern(
                        "acknowledged writes of inserts_\\d+ are not on node-2, which survived: acknowledged by node-1")
                .containsPattern("node-2: .* selected new timeline ID: 2")
                .containsPattern("neverAcknowledgeAtOnce\\*\\* .*acknowledged writes at once: node-1 and node-2, from ")
                .containsPattern("aSplitBrainIsRepairedByRewind \\| passed");
    }

    /** The newest journal of a class: this JVM, and others before it, may have left several. */
    private static void keep(Class<?> sample, Path directory, String name) throws IOException {
        Path newest = ReportFolder.current().orElseThrow().allJournals().stream()
                .filter(journal -> journal.toString().contains("ThreeRunsTest_" + sample.getSimpleName()))
                .max((one, other) -> one.getFileName().compareTo(other.getFileName()))
                .orElseThrow();
        Files.createDirectories(directory);
        Files.copy(newest, directory.resolve(name + ".jsonl"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void copyAll(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
