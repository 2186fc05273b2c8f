package io.replicatedpostgres.cluster;

import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Place;

/** The story in a JVM of its own, on whatever that finds. */
public final class StoryMain {

    private StoryMain() {}

    /** Says where it ran when it has ended well. */
    public static void main(String[] arguments) {
        try (Cluster cluster =
                Cluster.start(ClusterSpec.builder().place(Place.ofThisJvm()).build())) {
            Node a = cluster.primary();
            Node b = cluster.standby();
            b.promote();
            a.createDatabase("on_a");
            b.createDatabase("on_b");
            b.stop();
            b.rewindTo(a);
            b.start();
            cluster.awaitInSync();
            if (!b.databases().contains("on_a") || b.databases().contains("on_b")) {
                throw new IllegalStateException("the story did not end well: " + b.databases());
            }
            System.out.println("ENDED WELL: " + cluster.whereabouts());
        }
    }
}
