package io.replicatedpostgres.scenarios.operations;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noWriteDoneTwice;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.workload.Workload;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is planned, while clients write. */
@Tag("quick")
@Tag("operations")
public class UnderLoadScenarios {

    private static final long SOME = 100;

    @Test
    @Tag("OPS-01")
    @Tag("high")
    @Scenario(
            situation = "Primary and standby change their roles while clients write, replication being asynchronous.",
            expectation = "Asynchronous replication loses writes when the primary changes.",
            reality =
                    "A primary that is shut down in order sends all its WAL first: nothing acknowledged is lost, no rewind is "
                            + "needed, and the old one follows. Writes pause meanwhile; the report says how long.",
            source = "CloudNativePG switchover; multigres planned failover")
    @ReplicatedPostgres
    void aSwitchoverLosesNothing(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        Workload load = Workload.inserts(cluster);
        load.awaitAcknowledged(SOME);

        cluster.switchover(heir);
        load.awaitAcknowledged(SOME);

        assertThat(cluster).hasPrimary(heir).hasNotDiverged();
        assertThat(old).isStreamingFrom(heir);
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noWriteDoneTwice());
    }

    @Test
    @Tag("OPS-02")
    @Tag("medium")
    @Scenario(
            situation =
                    "A setting that wants a restart is rolled out: the standbys are restarted one by one, then the primary.",
            expectation = "No client notices.",
            reality =
                    "The restarts of the standbys go unnoticed. During the primary's own restart no write is possible; nothing "
                            + "acknowledged is lost, and no role changes.",
            source = "CloudNativePG rolling updates")
    @ReplicatedPostgres(standbys = 2)
    void aRollingRestartLosesNothing(Cluster cluster, @OnNode("node-1") Node primary) {
        Workload load = Workload.inserts(cluster);
        for (Node standby : cluster.standbys()) {
            load.awaitAcknowledged(SOME);
            standby.configure("max_worker_processes = 12");
            standby.restart();
            standby.awaitStreamingFrom(primary);
        }
        primary.configure("max_worker_processes = 12");
        primary.restart();
        load.awaitAcknowledged(SOME);

        assertThat(cluster).hasPrimary(primary);
        assertThat(cluster.nodes())
                .allSatisfy(node ->
                        assertThat(node.query("SHOW max_worker_processes")).containsExactly("12"));
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noWriteDoneTwice());
    }

    @Test
    @Tag("OPS-05")
    @Tag("medium")
    @Scenario(
            situation = "A standby is added while clients write, and another one taken away.",
            expectation = "The base backup has to wait for a quiet hour.",
            reality =
                    "The new one has everything, what was written during its backup included; the one that left leaves "
                            + "no slot behind that keeps WAL.",
            source = "pg_auto_failover drop node")
    @ReplicatedPostgres
    void aStandbyComesAndAnotherGoes(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node leaving) {
        Workload load = Workload.inserts(cluster);
        load.awaitAcknowledged(SOME);

        cluster.addStandby();
        load.awaitAcknowledged(SOME);
        cluster.removeStandby(leaving);
        load.awaitAcknowledged(SOME);

        assertThat(primary).lacksSlot("node_2");
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noWriteDoneTwice());
        cluster.awaitInSync();
        assertThat(cluster.standby()).hasSameContentAs(primary);
    }
}
