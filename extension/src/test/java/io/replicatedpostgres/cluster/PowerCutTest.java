package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;

import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.fault.ProcessFaults;
import io.replicatedpostgres.junit.Allow;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.Standby;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import org.junit.jupiter.api.Test;

/** A machine that loses its power loses what was not synced, and nothing else. */
@RequiresFault(FaultKind.POWER_CUT)
class PowerCutTest {

    private static final String ROWS = "SELECT count(*) FROM orders";

    @Test
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void whatWasSyncedIsThere(@OnNode("node-1") Node node) {
        node.execute("CREATE TABLE orders (id int)");
        for (int i = 0; i < 100; i++) {
            node.execute("INSERT INTO orders VALUES (1)");
        }

        node.cutPower();

        assertThat(node.isRunning()).isFalse();
        node.start();
        assertThat(node.query(ROWS)).containsExactly("100");
        assertThat(node.log().lines())
                .as("what it said before the cut, and after")
                .anyMatch(line -> line.contains("database system is ready to accept connections"))
                .anyMatch(line -> line.contains("database system was not properly shut down"));
    }

    @Test
    @ReplicatedPostgres(
            standbys = 0,
            disk = "ext4 256MB",
            settings = {"fsync = off", "checkpoint_timeout = 1h"})
    void whatWasNotSyncedIsGoneThoughAKilledServerKeepsIt(@OnNode("node-1") Node node) {
        node.execute("CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)");
        node.kill();
        node.start();
        assertThat(node.query(ROWS)).as("after a kill").containsExactly("1");

        node.cutPower();

        node.start();
        assertThat(node.query("SELECT to_regclass('orders')::text")).containsExactly((String) null);
    }

    @Test
    @ReplicatedPostgres(disk = "ext4")
    void acknowledgedWritesSurviveTheCutOfAllMachines(Cluster cluster) {
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(300);
            cluster.cutPower(cluster.nodes().toArray(Node[]::new));
        }
        cluster.nodes().forEach(Node::start);

        assertThat(cluster).upholds(noAcknowledgedWriteLost());
    }

    @Test
    @Allow(Expectation.LOST_WRITES)
    @ReplicatedPostgres(standbys = 0, disk = "ext4", settings = "fsync = off")
    void aLieAboutSyncIsFound(Cluster cluster, @OnNode("node-1") Node node) {
        try (Workload work = Workload.inserts(cluster, Clients.of(4))) {
            work.awaitAcknowledged(300);
            node.execute("CHECKPOINT");
            work.awaitAcknowledged(100);
            cluster.inflict(ProcessFaults.powerCut(node)).repair();
        }

        assertThatThrownBy(() -> assertThat(cluster).upholds(noAcknowledgedWriteLost()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("lost");
    }

    @Test
    @ReplicatedPostgres(disk = "ext4")
    void aStandbyGoesOnAfterItsCut(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)");
        cluster.awaitInSync();

        standby.cutPower();
        primary.execute("INSERT INTO orders VALUES (2)");
        standby.start();

        cluster.awaitInSync();
        assertThat(standby.query(ROWS)).containsExactly("2");
    }

    @Test
    @ReplicatedPostgres(standby = @Standby(disk = "ext4 256MB"))
    void aStandbyAloneHasADisk(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)");
        cluster.awaitInSync();

        standby.cutPower();
        standby.start();

        cluster.awaitInSync();
        assertThat(standby.query(ROWS)).containsExactly("1");
        assertThatThrownBy(primary::cutPower).hasMessageContaining("it has no disk of its own");
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void aNodeWithoutADiskOfItsOwnIsRefused(@OnNode("node-1") Node node) {
        assertThatThrownBy(node::cutPower)
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("the power of node-1 cannot be cut: it has no disk of its own")
                .hasMessageContaining("@ReplicatedPostgres(disk = \"ext4\")");
        assertThat(node.isRunning()).isTrue();
    }
}
