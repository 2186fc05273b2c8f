package io.replicatedpostgres.observe;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.model.Illusion.CANNOT_STREAM;
import static io.replicatedpostgres.model.Illusion.ENDED_BY_ITSELF;
import static io.replicatedpostgres.model.Illusion.LIVING_ON_ITS_ARCHIVE;
import static io.replicatedpostgres.model.Illusion.SLOT_HOLDS_XMIN;
import static io.replicatedpostgres.model.Illusion.UNUSED_SLOT;
import static io.replicatedpostgres.model.Illusion.WAITING_FOR_AN_ABSENT_STANDBY;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.ProcessFaults;
import io.replicatedpostgres.fault.ReplicationFaults;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Standby;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is wrong with a cluster though no test has asked for it, on servers where it is so. */
class NewFindingsTest {

    /** A22: while another node remains. */
    @Test
    @ReplicatedPostgres(standbys = 2)
    void aStandbyWhoseStartupProcessWasKilled(Cluster cluster) {
        Node standby = cluster.node("node-2");

        Findings.killProcess(standby, "startup");

        FalseHealth seen = Findings.await(cluster, ENDED_BY_ITSELF);
        assertThat(seen.node()).isEqualTo(standby.ref());
        assertThat(seen.text()).contains("startup process (PID", "was terminated by signal 9");
        assertThat(cluster.node("node-3")).isStandby();
    }

    /** A verb that comes at once does not hide it. */
    @Test
    @ReplicatedPostgres
    void aServerThatIsStartedAgainAtOnce(Cluster cluster) {
        Node standby = cluster.standby();

        Findings.killProcess(standby, "startup");
        Await.orFail("it did not end", cluster.deadline()).until("no process", standby::isRunning, runs -> !runs);
        standby.start();

        assertThat(cluster).hasShown(ENDED_BY_ITSELF);
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void aServerThatCrashedAndRecovered(Cluster cluster) {
        Findings.killProcess(cluster.primary(), "walwriter");

        FalseHealth seen = Findings.await(cluster, ENDED_BY_ITSELF);
        assertThat(seen.text()).contains("all its processes ended and it recovered", "terminated by signal 9");
    }

    @Test
    @ReplicatedPostgres(standbys = 2)
    void whatTheTestTakesDownHasNotEndedByItself(Cluster cluster) {
        Node first = cluster.node("node-2");
        Node second = cluster.node("node-3");

        first.stop();
        second.kill();
        Findings.passes(cluster.primary(), Duration.ofSeconds(1));
        first.start();
        second.start();
        first.restart();
        cluster.inflict(ProcessFaults.postmasterKilled(second));
        Await.orFail("it did not end", cluster.deadline()).until("no process", second::isRunning, runs -> !runs);
        Findings.passes(cluster.primary(), Duration.ofSeconds(1));
        second.start();
        Node added = cluster.addStandby().node();
        cluster.removeStandby(added);
        first.stop();
        first.rebuildFrom(cluster.node("node-1"));
        first.start();
        cluster.node("node-1").fence();
        Findings.passes(first, Duration.ofSeconds(1));

        assertThat(cluster).hasNotShown(ENDED_BY_ITSELF);
    }

    @Test
    @ReplicatedPostgres(settings = "wal_keep_size = 0")
    void aStandbyWhoseSlotIsGone(Cluster cluster) {
        Node standby = cluster.standby();
        standby.stop();
        cluster.primary().dropSlot("node_2");

        standby.start();

        FalseHealth seen = Findings.await(cluster, CANNOT_STREAM);
        assertThat(seen.node()).isEqualTo(standby.ref());
        assertThat(seen.text()).contains("replication slot \"node_2\" does not exist");
    }

    @Test
    @ReplicatedPostgres
    void aStandbyWithoutAnUpstream(Cluster cluster) {
        Node standby = cluster.standby();
        standby.execute("ALTER SYSTEM SET primary_conninfo = ''");
        standby.query("SELECT pg_reload_conf()");

        FalseHealth seen = Findings.await(cluster, CANNOT_STREAM);

        assertThat(seen.node()).isEqualTo(standby.ref());
        assertThat(seen.text()).contains("it has had no primary_conninfo, and reads only what its archive gives");
    }

    /** A21: the WAL it needs is gone. */
    @Test
    @ReplicatedPostgres(settings = "wal_keep_size = 0")
    void aStandbyWhoseWalIsGone(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        standby.stop();
        primary.dropSlot("node_2");
        for (int i = 0; i < 3; i++) {
            primary.writeWal(DataSize.megabytes(2));
            primary.switchWal();
            primary.checkpoint();
        }
        primary.createSlot("node_2");

        standby.start();

        assertThat(Findings.await(cluster, CANNOT_STREAM).text())
                .contains("requested WAL segment", "has already been removed");
    }

    /** A21: what it follows has gone another way. */
    @Test
    @ReplicatedPostgres(standbys = 2, archive = ArchiveMode.SHARED, settings = "recovery_target_timeline = 'current'")
    void aStandbyOfATimelineThatItsUpstreamNeverHad(Cluster cluster) {
        Node b = cluster.node("node-2");
        Node c = cluster.node("node-3");
        cluster.primary().kill();
        b.promote();
        Await.orFail("the history was not archived", cluster.deadline())
                .until("00000002.history", b::archivedFiles, files -> files.contains("00000002.history"));
        c.promote();
        b.stop();
        b.follow(c);

        b.start();

        FalseHealth seen = Findings.await(cluster, CANNOT_STREAM);
        assertThat(seen.node()).isEqualTo(b.ref());
        assertThat(seen.text()).contains("requested timeline 2 is not in this server's history");
    }

    @Test
    @ReplicatedPostgres
    void aStandbyThatMayNotLogIn(Cluster cluster) {
        cluster.during(ReplicationFaults.loginRefused(cluster.primary()), () -> {
            assertThat(Findings.await(cluster, CANNOT_STREAM).text()).contains("is not permitted to log in");
        });
    }

    /** A21: it lives on its archive alone. */
    @Test
    @ReplicatedPostgres(archive = ArchiveMode.SHARED)
    void aStandbyThatLivesOnItsArchive(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        alterSystem(standby, "primary_conninfo = 'host=127.0.0.1 port=1 user=postgres'");

        primary.writeWal(DataSize.megabytes(1));
        primary.switchWal();

        FalseHealth seen = Findings.await(cluster, LIVING_ON_ITS_ARCHIVE);
        assertThat(seen.node()).isEqualTo(standby.ref());
        assertThat(seen.text()).contains("replays only what its archive gives");
    }

    /** A23: far streams from near, so the primary never sees it. */
    @Test
    @ReplicatedPostgres(standby = {@Standby(name = "near"), @Standby(name = "far", upstream = "near")})
    void commitsThatWaitForACascade(Cluster cluster) {
        Node primary = cluster.primary();
        alterSystem(primary, "synchronous_standby_names = 'FIRST 2 (near, far)'");
        CompletableFuture<Void> write = Background.begin(() -> executeForLong(primary));

        FalseHealth seen = Findings.await(cluster, WAITING_FOR_AN_ABSENT_STANDBY);

        assertThat(seen.node()).isEqualTo(primary.ref());
        assertThat(seen.text()).contains("FIRST 2 (near, far) wants 2, and 1", "far streams from near");
        alterSystem(primary, "synchronous_standby_names = ''");
        write.join();
    }

    /** By hand, past the harness. */
    private static void alterSystem(Node node, String setting) {
        node.execute("ALTER SYSTEM SET " + setting);
        node.execute("SELECT pg_reload_conf()");
    }

    private static void executeForLong(Node primary) {
        try {
            primary.execute("CREATE TABLE waits ()");
        } catch (SqlException e) {
            // its client gave up before
        }
    }

    @Test
    @ReplicatedPostgres
    void aSlotThatNobodyUses(Cluster cluster) {
        cluster.primary().createSlot("spare");

        try (Workload load = Workload.inserts(cluster, Clients.of(1))) {
            FalseHealth seen = Findings.await(cluster, UNUSED_SLOT);
            assertThat(seen.text()).contains("slot spare", "no node of the cluster streams through it");
            load.awaitAcknowledged(1);
        }
    }

    /** B16: the slot on the node that it followed before. */
    @Test
    @ReplicatedPostgres(standbys = 2, settings = "wal_receiver_status_interval = 1s")
    void theSlotOnAFormerUpstream(Cluster cluster) {
        Node primary = cluster.primary();
        Node third = cluster.node("node-3");
        third.follow(cluster.node("node-2"));
        third.awaitStreamingFrom(cluster.node("node-2"));
        primary.createSlot("node_3");

        try (Workload load = Workload.inserts(cluster, Clients.of(1))) {
            FalseHealth seen = Findings.await(cluster, UNUSED_SLOT);
            assertThat(seen.text()).contains("slot node_3", "node-3 streams from node-2");
            load.awaitAcknowledged(1);
        }
    }

    /** A27: a clean change of roles by hand leaves the slot of the heir on the former primary, with the xmin it had told. */
    @Test
    @ReplicatedPostgres(settings = {"hot_standby_feedback = on", "wal_receiver_status_interval = 1s"})
    void aFormerPrimarysSlotThatHoldsXmin(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        old.execute("CREATE TABLE t (id int)");
        Await.orFail("no feedback came", cluster.deadline())
                .until("an xmin", () -> old.slot("node_2").holdsXmin(), holds -> holds);
        old.stop();
        heir.promote();
        old.follow(heir);
        old.start();
        assertThat(old.slot("node_2")).isInactive().holdsXmin();

        try (Workload load = Workload.inserts(cluster, Clients.of(1))) {
            FalseHealth seen = Findings.await(cluster, SLOT_HOLDS_XMIN);
            assertThat(seen.node()).isEqualTo(old.ref());
            assertThat(seen.text()).contains("its slot node_2 keeps xmin", "node-2 is a primary");
            load.awaitAcknowledged(1);
        }
        old.dropSlot("node_2");
    }
}
