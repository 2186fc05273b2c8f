package io.replicatedpostgres.assertions;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.check.Guarantees.convergedWithin;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SqlException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nothing is equal because only some nodes were asked. */
class EveryNodeCountsTest {

    private static final Duration SOON = Duration.ofMillis(500);

    private static void failWithout(Cluster cluster, String dead) {
        Stream.<Runnable>of(
                        () -> assertThat(cluster).isInSync(),
                        () -> assertThat(cluster).hasSameContent(),
                        () -> assertThat(cluster).isNotCorrupt())
                .forEach(assertion -> assertThatThrownBy(assertion::run)
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContainingAll(
                                dead,
                                "Every node counts: let node-2 run, remove it from the cluster, or leave it out"));
    }

    @Test
    @ReplicatedPostgres
    void aPrimaryAloneIsEqualToNone(Cluster cluster) {
        cluster.standby().kill();

        failWithout(cluster, "node-2 stopped");
        assertThatThrownBy(() -> cluster.awaitConverged(SOON))
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining("node-2 cannot be compared: it is stopped. Start it, remove it");
        assertThatThrownBy(() -> assertThat(cluster).upholds(convergedWithin(SOON)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("BROKEN: [node-1] differ\n  node-2 cannot be compared: it is stopped");
        // it stopped as a standby does, and its WAL is there to be read
        assertThat(cluster).hasNotDiverged();
    }

    @Test
    @ReplicatedPostgres
    void leavingOutAllOthersLeavesNothingToCompare(Cluster cluster) {
        Node standby = cluster.standby();

        assertThatThrownBy(() -> assertThat(cluster).leavingOut(standby).isInSync())
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(cluster).leavingOut(standby).hasSameContent())
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(cluster).leavingOut(standby).hasNotDiverged())
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected nodes that have not diverged, but there are not two to compare: [node-1]");
        assertThatThrownBy(() -> cluster.awaitConverged(SOON, standby))
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining("there are not two nodes to compare");
        cluster.removeStandby(standby);
        assertThatThrownBy(() -> assertThat(cluster).isInSync()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThat(cluster).leavingOut(standby))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessage("node-2 cannot be left out: it is no node of this cluster. Its nodes are [node-1].");
        assertThatThrownBy(() -> cluster.awaitConverged(SOON, standby))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("it is no node of this cluster");
    }

    @Test
    @ReplicatedPostgres(standbys = 2)
    void oneOfTwoIsNamedUntilItIsLeftOutOrRemoved(Cluster cluster) {
        Node dead = cluster.node("node-2");
        dead.stop();

        failWithout(cluster, "node-2 stopped, node-3 standby");
        // a wait, for those that are there; the journal says who was not
        cluster.awaitInSync();
        assertThat(cluster)
                .leavingOut(dead)
                .isInSync()
                .hasNotDiverged()
                .hasSameContent()
                .isNotCorrupt();
        cluster.awaitConverged(cluster.deadline(), dead);
        assertThat(cluster).upholds(convergedWithin(cluster.deadline()));
        cluster.removeStandby(dead);
        assertThat(cluster).isInSync().hasNotDiverged().hasSameContent();
        cluster.awaitConverged(cluster.deadline());
        assertThat(cluster).upholds(convergedWithin(cluster.deadline()));
    }

    @Test
    @ReplicatedPostgres
    void anAddedStandbyCountsToo(Cluster cluster) {
        cluster.awaitConverged(cluster.deadline());
        Node added = cluster.addStandby().node();

        assertThatThrownBy(() -> assertThat(cluster).upholds(convergedWithin(cluster.deadline())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("not known")
                .hasMessageContaining("and node-3 was not compared");
        cluster.awaitConverged(cluster.deadline());
        assertThat(cluster).upholds(convergedWithin(cluster.deadline()));
        added.kill();
        assertThatThrownBy(() -> assertThat(cluster).isInSync())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("node-3 stopped");
    }

    @Test
    @ReplicatedPostgres(standbys = 2)
    void oneThatEndsByItselfIsToldFromOneThatTheTestStopped(Cluster cluster) {
        Node standby = cluster.node("node-2");
        killStartupProcess(standby);

        assertThat(standby.hasEndedByItself()).isTrue();
        failWithout(cluster, "node-2 stopped by itself: no verb and no fault of the test ended it");
        assertThatThrownBy(cluster::awaitInSync)
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("node-2 cannot be in sync: no process of it runs, and no verb and no fault");
        assertThatThrownBy(() -> cluster.awaitConverged(SOON))
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining("node-2 cannot be compared: it ended by itself");
        standby.start();
        cluster.awaitInSync();
        assertThat(cluster).isInSync().hasSameContent();
        standby.stop();
        assertThat(standby.hasEndedByItself()).isFalse();
    }

    /** As the kernel does it when memory is short: a standby without its startup process ends. */
    private static void killStartupProcess(Node standby) {
        String pid = standby.queryPastLinks("SELECT pid::text FROM pg_stat_activity WHERE backend_type = 'startup'")
                .get(0);
        try {
            standby.execute("COPY (SELECT 1 WHERE false) TO PROGRAM 'kill -9 %s'".formatted(pid));
        } catch (SqlException e) {
            // the session may end with the server
        }
        await().until(() -> !standby.isRunning());
    }

    @Test
    @ReplicatedPostgres(settings = {"wal_log_hints = off", "autovacuum = off"}) // else reading writes WAL
    void aStandbyThatDoesNotStreamHasNotConverged(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        primary.execute("ALTER ROLE repl NOLOGIN");
        cluster.awaitInSync();
        primary.query("SELECT pg_terminate_backend(pid) FROM pg_stat_replication");
        await().until(() -> standby.receiver().isEmpty());

        assertThatThrownBy(() -> cluster.awaitConverged(SOON))
                .isInstanceOf(DeadlineException.class)
                .hasMessageContaining("node-2 does not stream: its walreceiver is not there");
        assertThatThrownBy(() -> assertThat(cluster).upholds(convergedWithin(SOON)))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    @ReplicatedPostgres(standbys = 2)
    void aFrozenPrimaryMayBeASecondOne(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.node("node-2");
        Node other = cluster.node("node-3");
        old.pause();
        heir.promote();

        assertThatThrownBy(() -> assertThat(cluster).isNotSplitBrain())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("node-1 unresponsive");
        assertThatThrownBy(() -> assertThat(cluster).hasPrimary(heir)).isInstanceOf(AssertionError.class);
        assertThat(cluster).leavingOut(old).isNotSplitBrain().hasPrimary(heir);
        old.resume();
        assertThat(cluster).isSplitBrain();
        old.kill();
        other.pause();
        assertThat(cluster).isNotSplitBrain().hasPrimary(heir);
    }

    @Test
    @ReplicatedPostgres
    void aNodeIsNotComparedWithItself(Cluster cluster) {
        Node primary = cluster.primary();

        Stream.<Runnable>of(
                        () -> assertThat(primary).hasSameContentAs(primary),
                        () -> assertThat(primary).hasNotDivergedFrom(primary),
                        () -> assertThat(primary).isInSyncWith(primary))
                .forEach(assertion -> assertThatThrownBy(assertion::run)
                        .isInstanceOf(AssertionError.class)
                        .hasMessage("expected two nodes to compare, but both are node-1. Name another node"));
    }

    @Tag("local") // one directory for two servers
    @Test
    @ReplicatedPostgres
    void aComparisonThatFailsIsNoEquality(Cluster cluster) {
        Node primary = cluster.primary();
        cluster.awaitConverged(cluster.deadline());
        String directory = primary.dataDirectory() + "-shared";
        primary.execute("COPY (SELECT 1 WHERE false) TO PROGRAM 'mkdir -m 700 %s'".formatted(directory));
        primary.execute("CREATE TABLESPACE shared LOCATION '%s'".formatted(directory));

        assertThatThrownBy(() -> cluster.awaitConverged(SOON)).hasMessageContaining("tablespace");
        assertThatThrownBy(() -> assertThat(cluster).upholds(convergedWithin(SOON)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the nodes could not be compared");
    }
}
