package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.fault.SessionFaults;
import io.replicatedpostgres.spec.ClusterSpec;
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
                .hasMessage("no switchover to node-1: it is no running standby of node-1");
        c.stop();
        cluster.inflict(SessionFaults.standbySignalForgotten(c));
        assertThatThrownBy(() -> cluster.switchover(c)).hasMessageContaining("no switchover to node-3");
        assertThat(a).isPrimary();
    }
}
