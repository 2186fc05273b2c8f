package io.replicatedpostgres.cluster;

import io.replicatedpostgres.spec.ArchiveMode;
import io.replicatedpostgres.spec.ClusterSpec;

/** A primary with two standbys, whose histories a test makes part. */
final class ThreeNodes implements AutoCloseable {

    final Cluster cluster = Cluster.start(
            ClusterSpec.builder().standbys(2).archive(ArchiveMode.PER_NODE).build());
    final Node a = cluster.node("node-1");
    final Node b = cluster.node("node-2");
    final Node c = cluster.node("node-3");

    /** {@code b} is promoted, both write, {@code a} stops: it is the one to be rewound. */
    void diverge() {
        b.promote();
        b.checkpoint();
        a.execute("CREATE TABLE lost (id int); INSERT INTO lost SELECT generate_series(1, 10)");
        b.execute("CREATE TABLE kept (id int); INSERT INTO kept SELECT generate_series(1, 20)");
        a.stop();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
