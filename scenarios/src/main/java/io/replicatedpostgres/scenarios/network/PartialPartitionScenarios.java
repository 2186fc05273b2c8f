package io.replicatedpostgres.scenarios.network;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.bridge;
import static io.replicatedpostgres.fault.Faults.ring;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.junit.Standby;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each node reaches some of the others: what a standby sees depends on whom it streams from. */
@Tag("network")
@Tag("quick")
@Tag("NET-15")
public class PartialPartitionScenarios {

    @Test
    @Tag("medium")
    @Tag("NET-15")
    @Scenario(
            situation =
                    "node-1 and node-3 cannot talk to each other, node-2 can talk to both. Both standbys stream from "
                            + "the primary, node-1.",
            expectation = "node-3 gets by way of node-2 what it cannot get from node-1.",
            reality = "It stands still: a standby streams from whom it was told to. Told to follow node-2, it goes on.",
            source = "Jepsen, bridge")
    @ReplicatedPostgres(standbys = 2, archive = ArchiveMode.NONE)
    void overABridgeADirectStandbyStandsStill(
            Cluster cluster, @OnNode("node-1") Node one, @OnNode("node-2") Node two, @OnNode("node-3") Node three) {
        cluster.during(bridge(two, Cut.FREEZE), () -> {
            Lsn written = write(one);
            two.awaitReplay(written);
            assertThat(three.state().replayed()).isLessThan(written);
            assertThat(three).isStreamingFrom(one);

            three.follow(two);
            three.awaitStreamingFrom(two);
            three.awaitReplay(written);
        });

        assertThat(cluster).isInSync().hasSameContent();
    }

    @Test
    @Tag("low")
    @Tag("NET-15")
    @Scenario(
            situation =
                    "node-1 and node-3 cannot talk to each other, node-2 can talk to both. node-3 streams from node-2, "
                            + "and that one from the primary, node-1.",
            expectation = "A partition that cuts a standby off from the primary leaves it behind.",
            reality = "In a cascade it does not matter: no byte takes the way that is cut.",
            source = "Jepsen, bridge")
    @ReplicatedPostgres(
            archive = ArchiveMode.NONE,
            standby = {@Standby, @Standby(upstream = "node-2")})
    void overABridgeACascadeGoesOn(
            Cluster cluster, @OnNode("node-1") Node one, @OnNode("node-2") Node two, @OnNode("node-3") Node three) {
        cluster.during(bridge(two, Cut.FREEZE), () -> {
            three.awaitReplay(write(one));
            assertThat(two).isStreamingFrom(one);
            assertThat(three).isStreamingFrom(two);
            assertThat(cluster).isInSync();
        });
    }

    @Test
    @Tag("medium")
    @Tag("NET-15")
    @Scenario(
            situation = "Each of four nodes can talk to its two neighbours only. node-3, across the ring from the "
                    + "primary, streams from it; node-4 streams from node-3, and is a neighbour of the primary.",
            expectation = "node-4 is a neighbour of the primary and of its own upstream: it is up to date.",
            reality = "It is as far behind as its upstream, over links that work. When it follows the primary, and "
                    + "node-3 follows it, the same ring carries everything.",
            source = "Jepsen, majorities-ring")
    @ReplicatedPostgres(
            archive = ArchiveMode.NONE,
            standby = {@Standby, @Standby, @Standby(upstream = "node-3")})
    void inARingACascadeIsAsFarAsItsFirstLink(
            Cluster cluster, @OnNode("node-1") Node one, @OnNode("node-3") Node three, @OnNode("node-4") Node four) {
        cluster.during(ring(Cut.FREEZE), () -> {
            Lsn written = write(one);
            cluster.node("node-2").awaitReplay(written);
            assertThat(three.state().replayed()).isLessThan(written);
            assertThat(four.state().replayed()).isLessThan(written);
            assertThat(four).isStreamingFrom(three);

            four.follow(one);
            four.awaitStreamingFrom(one);
            three.follow(four);
            three.awaitStreamingFrom(four);
            three.awaitReplay(written);
        });

        assertThat(cluster).isInSync().hasSameContent();
    }

    private static Lsn write(Node primary) {
        primary.execute("CREATE TABLE during_the_cut()");
        return primary.currentLsn();
    }
}
