package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.fault.ArchiveFaults;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.SessionFaults;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.SynchronousStandbys;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A planned change of the primary. */
class SwitchoverTest {

    private final Cluster cluster =
            Cluster.start(ClusterSpec.builder().standbys(2).build());
    private final Node a = cluster.node("node-1");
    private final Node b = cluster.node("node-2");
    private final Node c = cluster.node("node-3");

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void needsNoRewindAndLeavesNoStaleSlot() {
        a.createSlot("of_a_user");
        a.execute("CREATE TABLE t AS SELECT generate_series(1, 100) AS id");

        Switchover done = cluster.switchover(b);

        assertThat(b).isPrimary().isOnTimeline(2);
        assertThat(done.proof().verdict()).isEqualTo(Verdict.NOTHING_TO_DO);
        assertThat(done.droppedSlots()).containsExactlyInAnyOrder("node_2", "node_3");
        assertThat(done.remainingSlots()).containsExactly("of_a_user");
        assertThat(b.contents().differencesFrom(a.contents())).isEmpty();
        assertThat(b.contents().differencesFrom(c.contents())).isEmpty();
    }

    @Test
    void goesBackToo() {
        cluster.switchover(b);

        Switchover back = cluster.switchover(a);

        assertThat(a).isPrimary().isOnTimeline(3);
        assertThat(back.from()).isEqualTo(b);
    }

    @Test
    void whoIsNoRunningStandbyIsNoHeir() {
        assertThatThrownBy(() -> cluster.switchover(a))
                .hasMessage(
                        "no switchover to node-1: it is no running standby of node-1. Name one that is: the nodes are [node-1, node-2, node-3].");
        c.stop();
        cluster.inflict(SessionFaults.standbySignalForgotten(c));
        assertThatThrownBy(() -> cluster.switchover(c)).hasMessageContaining("no switchover to node-3");
        assertThat(a).isPrimary();
    }

    @Test
    void anHeirThatIsCutOffIsNoHeirAndTheThirdNodeIsNamed() {
        cluster.close();
        try (Cluster quorum = Cluster.start(ClusterSpec.builder()
                .standbys(2)
                .timeout(Duration.ofSeconds(5))
                .synchronousStandbys(SynchronousStandbys.parse("ANY 1 (node-2, node-3)"))
                .build())) {
            Node old = quorum.node("node-1");
            Node heir = quorum.node("node-2");
            Node third = quorum.node("node-3");
            old.execute("CREATE TABLE t (id int)");
            try (Injected cut = quorum.inject(Faults.between(old, heir))) {
                for (int id = 0; id < 69; id++) {
                    old.execute("INSERT INTO t VALUES (%s)".formatted(id));
                }

                assertThatThrownBy(() -> quorum.switchover(heir))
                        .as("%s", cut)
                        .isInstanceOf(DeadlineException.class)
                        .hasMessageStartingWith(
                                "no switchover to node-2: node-2 did not receive what node-1 has written")
                        .hasMessageContaining("It is on node-3: a switchover to that loses nothing")
                        .hasMessageContaining("Nothing was done: node-1 is still the primary.");
                old.execute("INSERT INTO t VALUES (69)");
                quorum.switchover(third);
            }
            assertThat(third).isPrimary();
            assertThat(third.query("SELECT count(*) FROM t")).containsExactly("70");
        }
    }

    @Test
    void anOldPrimaryThatDoesNotStopServesAgain() {
        cluster.close();
        try (Cluster archiving = Cluster.start(ClusterSpec.builder()
                .timeout(Duration.ofSeconds(5))
                .archive(ArchiveMode.PER_NODE)
                .build())) {
            Node old = archiving.primary();
            Node heir = archiving.standby();
            old.execute("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
            try (Injected hanging = archiving.inject(ArchiveFaults.hanging(old))) {
                old.switchWal();

                assertThatThrownBy(() -> archiving.switchover(heir))
                        .as("%s", hanging)
                        .hasMessageStartingWith("no switchover to node-2: node-1 did not stop in order")
                        .hasMessageContaining("Nothing was done: node-1 is the primary again.");
            }
            assertThat(old).isPrimary().isOnTimeline(1);
            old.execute("INSERT INTO t VALUES (2)");
            archiving.awaitInSync();
            assertThat(heir.query("SELECT count(*) FROM t")).containsExactly("2");
        }
    }

    @Test
    void anHeirThatEndsOfItsPromotionLeavesTheOldPrimaryServing() {
        a.configure("max_connections = 140");
        a.restart();
        a.execute("CREATE TABLE t (id int)");

        assertThatThrownBy(() -> cluster.switchover(b))
                .hasMessageStartingWith("no switchover to node-2: it was not promoted: node-2 was not promoted:")
                .hasMessageContaining("insufficient parameter settings")
                .hasMessageContaining("Nothing was done: node-1 is the primary again.");
        assertThat(a).isPrimary().isOnTimeline(1);
        a.execute("INSERT INTO t VALUES (1)");
    }

    @Test
    void aCascadedStandbyIsNoHeir() {
        c.follow(b);

        assertThatThrownBy(() -> cluster.switchover(c))
                .hasMessage(
                        "no switchover to node-3: it streams from node-2, and what node-1 sends while it stops goes through that. Let it follow node-1 first, or name node-2.");
        assertThat(a).isPrimary();
    }
}
