package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.StandbySpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commits that would wait for ever are refused, not begun. */
class SynchronousStandbysOfNodeTest {

    private static void refused(Node node, String whom, String because) {
        assertThatThrownBy(() -> node.synchronousStandbys(whom))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining(because);
        assertThat(node.queryPastLinks("SHOW synchronous_standby_names")).containsExactly("");
    }

    @Test
    void aCascadedStandbyConfirmsNothing() {
        try (Cluster cluster = Cluster.start(ClusterSpec.builder()
                .standbys(List.of(
                        StandbySpec.standby().named("near"),
                        StandbySpec.standby().named("far").from("near")))
                .build())) {
            Node primary = cluster.primary();

            refused(
                    primary,
                    "FIRST 2 (near, far)",
                    "a commit would wait for 2 of 1 standbys, for ever: [far] does not stream from node-1");
            refused(primary, "ANY 2 (*)", "a commit would wait for 2 of 1 standbys, for ever");
            refused(primary, "far", "a commit would wait for 1 of 0 standbys, for ever");
            refused(cluster.node("near"), "FIRST 1 (far)", "it is a standby: commits wait on a primary");
            primary.synchronousStandbys("FIRST 1 (far, near)");
            primary.execute("CREATE TABLE t (id int)");
            cluster.node("far").follow(primary);
            primary.synchronousStandbys("FIRST 2 (near, far)");
            primary.execute("INSERT INTO t VALUES (1)");
        }
    }

    @Test
    void aNodeThatIsGoneIsNoStandby() {
        try (Cluster cluster = Cluster.start(ClusterSpec.builder().standbys(2).build())) {
            Node primary = cluster.primary();
            refused(primary, "FIRST 1 (node-1)", "\"node-1\": there is no standby of that name");
            refused(
                    primary,
                    "FIRST 1 (node-7)",
                    "\"node-7\": there is no standby of that name. Name one of node-2, node-3");
            cluster.removeStandby(cluster.node("node-3"));
            refused(primary, "FIRST 1 (node-3)", "\"node-3\": there is no standby of that name. Name one of node-2");
            refused(primary, "FIRST 1 (node-2, node-3)", "\"node-3\": there is no standby of that name");
            refused(primary, "ANY 2 (*)", "a commit would wait for 2 of 1 standbys");

            primary.synchronousStandbys("FIRST 1 (node-2)");
            cluster.node("node-2").stop();
            assertThatThrownBy(() -> cluster.removeStandby(cluster.node("node-2")))
                    .hasMessageContaining("commits on node-1 wait for it");
        }
    }

    @Test
    void aProgramThatStreamsUnderANameIsAStandby() {
        try (Cluster cluster = Cluster.start(ClusterSpec.builder().standbys(1).build())) {
            Node primary = cluster.primary();
            Node standby = cluster.standby();
            standby.stop();

            primary.synchronousStandbys("none");
            assertThat(Synchronous.standbysOf(primary)).containsExactly(standby.ref());
        }
    }
}
