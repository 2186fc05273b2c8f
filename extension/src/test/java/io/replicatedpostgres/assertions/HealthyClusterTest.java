package io.replicatedpostgres.assertions;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@ReplicatedPostgres(
        shared = true,
        slots = {"node_2", "air"},
        primarySettings = "autovacuum = off")
class HealthyClusterTest {

    @BeforeAll
    static void somethingToCompare(Cluster cluster) {
        cluster.primary().execute("CREATE TABLE things AS SELECT generate_series(1, 3) AS id");
        cluster.primary().createDatabase("sales");
        cluster.awaitInSync();
    }

    @Test
    void aClusterPasses(Cluster cluster, @OnNode("node-1") Node primary) {
        assertThat(cluster)
                .isInSync()
                .isNotSplitBrain()
                .hasNotDiverged()
                .hasPrimary(primary)
                .hasSameContent();
    }

    @Test
    void aPrimaryPasses(@OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        assertThat(primary)
                .isPrimary()
                .isRunning()
                .isOnTimeline(1)
                .hasDatabase("sales")
                .lacksDatabase("other")
                .hasSlot("air")
                .lacksSlot("water")
                .hasNotDivergedFrom(standby)
                .hasSameContentAs(standby);
        assertThat(primary.slot("node_2")).isActive().isNotLost();
        assertThat(primary.slot("air")).isInactive().isNotLost();
    }

    @Test
    void aStandbyPasses(@OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        assertThat(standby)
                .isStandby()
                .isRunning()
                .isOnTimeline(1)
                .isStreamingFrom(primary)
                .isInSyncWith(primary)
                .isReadOnly()
                .hasDatabase("sales")
                .hasNotDivergedFrom(primary)
                .hasSameContentAs(primary);
    }

    @Test
    void aClusterThatIsNotBrokenFails(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        assertThatThrownBy(() -> assertThat(cluster).isSplitBrain())
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "expected a split brain",
                        "node-1 primary timeline 1 at 0/",
                        "node-2 standby timeline 1 at 0/",
                        "Logs: " + primary.log().path() + ", " + standby.log().path());
        assertThatThrownBy(() -> assertThat(cluster).hasDiverged())
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "expected two nodes to have diverged, but no two of them have", "node-2 standby", "Logs: ");
        assertThatThrownBy(() -> assertThat(cluster).hasPrimary(standby))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("expected node-2 to be the only primary, but node-1 primary", "Logs: ");
    }

    @Test
    void theWrongRoleFails(@OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        assertThatThrownBy(() -> assertThat(primary).isStandby())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected node-1 to be a standby, but it is: node-1 primary timeline 1 at 0/")
                .hasMessageEndingWith("Log: " + primary.log().path());
        assertThatThrownBy(() -> assertThat(standby).isPrimary())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected node-2 to be a primary, but it is: node-2 standby timeline 1 at 0/")
                .hasMessageEndingWith("Log: " + standby.log().path());
        assertThatThrownBy(() -> assertThat(standby).isStopped())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected node-2 to be stopped, but it is: node-2 standby timeline 1 at 0/");
    }

    @Test
    void theWrongTimelineFails(@OnNode("node-2") Node standby) {
        assertThatThrownBy(() -> assertThat(standby).isOnTimeline(2))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected node-2 to be on timeline 2, but it is: node-2 standby timeline 1")
                .hasMessageEndingWith("Log: " + standby.log().path());
    }

    @Test
    void streamingTheOtherWayRoundFails(@OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        assertThatThrownBy(() -> assertThat(primary).isStreamingFrom(standby))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected node-1 to stream from node-2, but its walreceiver is not there and node-2 sees"
                        + " no walsender for it. Log: " + primary.log().path());
    }

    @Test
    void thePrimaryIsNotReadOnlyAndFindingOutWritesNothing(@OnNode("node-1") Node primary) {
        String nextTransaction = "SELECT txid_snapshot_xmax(txid_current_snapshot())";
        var before = primary.query(nextTransaction);

        assertThatThrownBy(() -> assertThat(primary).isReadOnly())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected node-1 to be read-only, but it takes writes: node-1 primary")
                .hasMessageEndingWith("Log: " + primary.log().path());

        assertThat(primary.query(nextTransaction)).isEqualTo(before);
    }

    @Test
    void theWrongDatabasesFail(@OnNode("node-2") Node standby) {
        assertThatThrownBy(() -> assertThat(standby).hasDatabase("other"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected node-2 to have the database \"other\", but it has [postgres, sales]. Log: "
                        + standby.log().path());
        assertThatThrownBy(() -> assertThat(standby).lacksDatabase("sales"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected node-2 to lack the database \"sales\", but it has [postgres, sales]. Log: "
                        + standby.log().path());
    }

    @Test
    void theWrongSlotsFail(@OnNode("node-1") Node primary) {
        assertThatThrownBy(() -> assertThat(primary).hasSlot("water"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "expected node-1 to have the slot \"water\", but it has [slot air on node-1 (inactive",
                        "Log: " + primary.log().path());
        assertThatThrownBy(() -> assertThat(primary).lacksSlot("air"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("expected node-1 to lack the slot \"air\", but it has [slot air", "Log: ");
        assertThatThrownBy(() -> assertThat(primary.slot("air")).isActive())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected slot \"air\" on node-1 to be active, but it is: slot air on node-1"
                        + " (inactive, restart_lsn=0/");
    }

    @Test
    void nothingAtAllFails() {
        @Nullable Cluster cluster = null;
        @Nullable Node node = null;

        assertThatThrownBy(() -> assertThat(cluster).isInSync()).hasMessageContaining("not to be null");
        assertThatThrownBy(() -> assertThat(node).isReadOnly()).hasMessageContaining("not to be null");
        assertThatThrownBy(() -> assertThat(node).hasDatabase("a")).hasMessageContaining("not to be null");
    }
}
