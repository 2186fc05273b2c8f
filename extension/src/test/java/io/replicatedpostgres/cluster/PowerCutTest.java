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
import io.replicatedpostgres.spec.Disk;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

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
    void aStandbyThatIsAddedHasADisk(Cluster cluster, @OnNode("node-1") Node primary) {
        primary.execute("CREATE TABLE orders (id int); INSERT INTO orders VALUES (1)");
        Node added = cluster.addStandby(StandbySpec.standby().on(Disk.ext4())).node();
        cluster.awaitInSync();

        added.cutPower();
        added.start();

        cluster.awaitInSync();
        assertThat(added.query(ROWS)).containsExactly("1");
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

    @Test
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void namesThatWereNotSyncedAreAsTheyWere(@OnNode("node-1") Node node) {
        node.stop();
        shell(node, "mkdir names && cd names && echo 1 >removed && echo 2 >old && sync -f .");
        shell(node, "cd names && rm removed && mv old renamed && echo 3 >made && mkdir directory");

        node.cutPower();

        assertThat(node.files().list("names")).containsExactly("old", "removed");
        shell(node, "cd names && rm removed && mv old renamed && echo 3 >made && mkdir directory && sync -f .");
        node.cutPower();
        assertThat(node.files().list("names")).containsExactly("directory", "made", "renamed");
    }

    /** On ext4 a sync of any file brings all names with it, but not what is in the files. */
    @Test
    @ReplicatedPostgres(standbys = 0, disk = "ext4")
    void aNameThatWasSyncedWithAnotherFileHasNoContent(@OnNode("node-1") Node node) {
        node.stop();
        shell(node, "mkdir names && cd names && sync -f .");
        shell(node, "cd names && echo whole >made && mv made renamed && echo 1 >other && sync other");

        node.cutPower();

        assertThat(node.files().list("names")).containsExactly("other", "renamed");
        assertThat(node.files().read("names/other")).isEqualTo("1\n");
        assertThat(node.files().read("names/renamed")).isEmpty();
    }

    private static void shell(Node node, String script) {
        Tool.Result result = node.tool("/bin/sh")
                .with("-c", "cd \"$0\" && " + script, node.dataDirectory())
                .run();
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    static boolean hasXfs() {
        return Stream.of("/usr/sbin", "/sbin").anyMatch(path -> Files.isExecutable(Path.of(path, "mkfs.xfs")));
    }

    @Test
    @Tag("local") // looks for its tools on this machine
    @EnabledIf(value = "hasXfs", disabledReason = "there is no mkfs.xfs (package xfsprogs)")
    @ReplicatedPostgres(disk = "xfs, pg_wal on xfs", settings = "wal_writer_delay = 10s")
    void onXfsItIsTheSame(Cluster cluster, @OnNode("node-1") Node primary) {
        primary.execute("CREATE TABLE orders (id int)");
        primary.checkpoint();
        for (int i = 0; i < 100; i++) {
            primary.execute("INSERT INTO orders VALUES (1)");
        }
        cluster.awaitInSync();
        primary.execute("SET synchronous_commit = off; INSERT INTO orders VALUES (2)");

        cluster.cutPower(cluster.nodes().toArray(Node[]::new));
        cluster.nodes().forEach(Node::start);

        assertThat(primary.query(ROWS)).containsExactly("100");
    }
}
