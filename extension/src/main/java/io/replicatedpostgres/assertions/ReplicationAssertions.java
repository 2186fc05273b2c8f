package io.replicatedpostgres.assertions;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.SlotState;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * The one static import: everything of AssertJ, and assertions on clusters, nodes and slots. An assertion looks once; to
 * wait is the business of {@code await…} on the cluster and its nodes.
 */
public class ReplicationAssertions extends Assertions {

    /** For subclasses that add assertions of their own. */
    protected ReplicationAssertions() {}

    /** Assertions on a cluster. */
    public static ClusterAssert assertThat(@Nullable Cluster cluster) {
        return new ClusterAssert(cluster);
    }

    /** Assertions on a node. */
    public static NodeAssert assertThat(@Nullable Node node) {
        return new NodeAssert(node);
    }

    /** Assertions on a replication slot. */
    public static SlotAssert assertThat(@Nullable SlotState slot) {
        return new SlotAssert(slot);
    }
}
