package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.StandbySpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A standby that follows another node leaves no slot behind that keeps WAL for ever. */
class FormerSlotTest {

    private static Cluster threeNodes() {
        return Cluster.start(ClusterSpec.builder().standbys(2).build());
    }

    private static List<String> slots(Node node) {
        return node.slots().stream().map(slot -> slot.name()).toList();
    }

    @Test
    void itIsDroppedAndComesBackWithTheStandby() {
        try (Cluster cluster = threeNodes()) {
            Node a = cluster.node("node-1");
            Node b = cluster.node("node-2");
            Node c = cluster.node("node-3");

            c.follow(b);
            assertThat(slots(a)).containsExactly("node_2");
            c.awaitStreamingFrom(b);
            c.follow(a);
            c.awaitStreamingFrom(a);
            assertThat(slots(a)).containsExactly("node_2", "node_3");
            assertThat(slots(b)).isEmpty();

            c.followKeepingSlot(b);
            c.awaitStreamingFrom(b);
            assertThat(slots(a)).containsExactly("node_2", "node_3");
        }
    }

    @Test
    void itIsDroppedBehindALinkThatIsFrozen() {
        try (Cluster cluster = threeNodes()) {
            Node a = cluster.node("node-1");
            Node c = cluster.node("node-3");
            try (Injected frozen = cluster.inject(Faults.between(a, c))) {
                c.follow(cluster.node("node-2"));

                assertThat(slots(a)).as("%s", frozen).containsExactly("node_2");
            }
        }
    }

    @Test
    void itIsDroppedWhenTheFormerUpstreamAnswersAgain() {
        try (Cluster cluster = threeNodes()) {
            Node a = cluster.node("node-1");
            Node b = cluster.node("node-2");
            Node c = cluster.node("node-3");
            a.pause();
            b.promote();
            c.follow(b);
            c.awaitStreamingFrom(b);

            a.resume();
            assertThat(slots(a)).containsExactly("node_2");
        }
        try (Cluster cluster = threeNodes()) {
            Node a = cluster.node("node-1");
            Node b = cluster.node("node-2");
            Node c = cluster.node("node-3");
            a.kill();
            b.promote();
            c.follow(b);
            c.awaitStreamingFrom(b);

            a.start();
            assertThat(slots(a)).containsExactly("node_2");
        }
    }

    @Test
    void itStaysIfTheStandbyHasComeBackMeanwhileOrTheTestAskedForIt() {
        try (Cluster cluster = threeNodes()) {
            Node a = cluster.node("node-1");
            Node c = cluster.node("node-3");
            a.stop();
            c.follow(cluster.node("node-2"));
            c.follow(a);

            a.start();
            cluster.awaitInSync();
            assertThat(slots(a)).containsExactly("node_2", "node_3");
        }
        try (Cluster cluster = Cluster.start(ClusterSpec.builder()
                .slots("node_2", "air")
                .standbys(List.of(
                        StandbySpec.standby().through("node_2"),
                        StandbySpec.standby().through("air")))
                .build())) {
            Node c = cluster.node("node-3");
            c.follow(cluster.node("node-2"));
            c.awaitStreamingFrom(cluster.node("node-2"));

            assertThat(slots(cluster.node("node-1"))).containsExactly("air", "node_2");
        }
    }

    @Test
    void itIsDroppedByARebuildToo() {
        try (Cluster cluster = threeNodes()) {
            Node c = cluster.node("node-3");
            c.stop();
            c.rebuildFrom(cluster.node("node-2"));

            assertThat(slots(cluster.node("node-1"))).containsExactly("node_2");
        }
    }
}
