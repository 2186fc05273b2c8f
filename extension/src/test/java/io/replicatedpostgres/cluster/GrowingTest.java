package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;

import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.StandbySpec;
import io.replicatedpostgres.workload.Workload;
import org.junit.jupiter.api.Test;

/** Standbys that come and go while the cluster runs. */
class GrowingTest {

    @Test
    @ReplicatedPostgres
    void aStandbyIsAddedUnderLoad(Cluster cluster) {
        try (Workload load = Workload.inserts(cluster)) {
            load.awaitAcknowledged(20);

            StandbyAdded added = cluster.addStandby();

            assertThat(added.node().name()).isEqualTo("node-3");
            assertThat(added.slot()).contains("node_3");
            assertThat(added.took()).isPositive();
            assertThat(added.node()).isStreamingFrom(cluster.primary());
            load.awaitAcknowledged(20);
        }
        cluster.awaitInSync();

        assertThat(cluster.nodes()).hasSize(3);
        assertThat(cluster.node("node-3").compareWith(cluster.primary()).differences())
                .isEmpty();
        assertThat(cluster).upholds(noAcknowledgedWriteLost());
    }

    @Test
    @ReplicatedPostgres
    void aStandbyIsAddedThroughASlotOfItsOwnName(Cluster cluster) {
        StandbyAdded added = cluster.addStandby(StandbySpec.standby().through("air"));

        assertThat(added.slot()).contains("air");
        assertThat(cluster.primary().slot("air")).isActive();
    }

    @Test
    @ReplicatedPostgres
    void whatWasAddedCanDoWhatOthersCan(Cluster cluster) {
        Node a = cluster.primary();
        Node c = cluster.addStandby(StandbySpec.standby().named("third").with("work_mem = 5MB"))
                .node();
        Node d = cluster.addStandby(StandbySpec.standby().from("third")).node();

        assertThat(c.query("SHOW work_mem")).containsExactly("5MB");
        assertThat(d).isStreamingFrom(c);
        cluster.switchover(c);

        assertThat(c).isPrimary();
        assertThat(a).isStreamingFrom(c);
        try (Injected cut = cluster.inject(Faults.between(c, d))) {
            assertThat(cut.toString()).contains("third");
        }
        cluster.awaitConverged(cluster.deadline());
    }

    @Test
    @ReplicatedPostgres(standbys = 2)
    void aStandbyIsRemovedWithAllThatIsItsOwn(Cluster cluster) {
        Node a = cluster.primary();
        Node c = cluster.node("node-3");
        String home = c.member().host().home();

        StandbyRemoved removed = cluster.removeStandby(c);

        assertThat(removed.droppedSlots()).containsExactly("node_3 of node-1");
        assertThat(removed.unreachable()).isEmpty();
        assertThat(cluster.nodes()).doesNotContain(c);
        assertThat(a.slots()).extracting(slot -> slot.name()).containsExactly("node_2");
        assertThat(a.member().host().exists(home)).isFalse();
        assertThatThrownBy(c::start)
                .hasMessage(
                        "node-3 cannot be acted upon (start): it was removed from the cluster. Ask the cluster for its nodes.");
        assertThatThrownBy(() -> cluster.addStandby(StandbySpec.standby().named("node-3")))
                .hasMessageStartingWith("addStandby: \"node-3\": a node of this cluster has or had that name");
        assertThat(cluster.addStandby().node().name()).isEqualTo("node-4");
        cluster.awaitInSync();
    }

    @Test
    @ReplicatedPostgres(standbys = 2)
    void whoIsNeededStays(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.node("node-2");
        Node c = cluster.node("node-3");

        assertThatThrownBy(() -> cluster.removeStandby(a)).hasMessageContaining("[node-2, node-3] stream from it");
        c.follow(b);
        c.awaitStreamingFrom(b);
        assertThatThrownBy(() -> cluster.removeStandby(b)).hasMessageContaining("[node-3] stream from it");
        c.follow(a);
        c.awaitStreamingFrom(a);
        a.synchronousStandbys("FIRST 1 (node-2)");
        assertThatThrownBy(() -> cluster.removeStandby(b))
                .hasMessageStartingWith("node-2 cannot be removed: commits on node-1 wait for it");
        a.synchronousStandbys("none");
        try (Injected cut = cluster.inject(Faults.between(a, b))) {
            assertThatThrownBy(() -> cluster.removeStandby(b)).hasMessageContaining("a fault holds on it");
            assertThat(cut.toString()).contains("node-2");
        }
        assertThat(cluster.nodes()).hasSize(3);
    }

    @Test
    void whatCannotBeAddedLeavesNothing() {
        Cluster cluster = Cluster.start(ClusterSpec.builder().standbys(1).build());
        try (cluster) {
            Node b = cluster.standby();

            assertThatThrownBy(() -> cluster.addStandby(StandbySpec.standby().with("no_such_setting = 1")))
                    .hasMessageContaining("no_such_setting");
            assertThatThrownBy(() -> cluster.addStandby(StandbySpec.standby().named("No Name")))
                    .hasMessageContaining("a node's name has up to 40 lower-case letters");
            b.stop();
            assertThatThrownBy(() -> cluster.addStandby(StandbySpec.standby().from("node-2")))
                    .hasMessageStartingWith("no standby can be added below node-2: it does not answer");

            assertThat(cluster.nodes()).hasSize(2);
            assertThat(cluster.primary().slots()).hasSize(1);
            b.start();
            try (Cluster other = Cluster.start(ClusterSpec.builder().build())) {
                assertThatThrownBy(() -> cluster.removeStandby(other.standby()))
                        .hasMessageContaining("it is no node of this cluster");
            }
        }
        assertThatThrownBy(cluster::addStandby)
                .hasMessage("no standby can be added: the cluster is closed. Start another one.");
        assertThatThrownBy(() -> cluster.removeStandby(cluster.node("node-2")))
                .hasMessage("node-2 cannot be removed: the cluster is closed. Start another one.");
    }
}
