package io.replicatedpostgres.scenarios.trackrecord;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.scenarios.Eventually;

/** A publisher, which is the primary, and its logical subscriber, which is the standby, promoted. */
record Pair(Node publisher, Node subscriber) {

    /** Runs statements on the primary, and promotes the standby when it has them too. */
    static Pair of(Cluster cluster, String statements) {
        var pair = new Pair(cluster.primary(), cluster.standby());
        pair.publisher.execute(statements);
        cluster.awaitInSync();
        pair.subscriber.promote();
        return pair;
    }

    /** Runs the same on both. */
    Pair both(String statements) {
        publisher.execute(statements);
        subscriber.execute(statements);
        return this;
    }

    /** The subscriber subscribes to publication {@code p}. */
    Pair subscribe(boolean copy) {
        subscriber.execute(
                "CREATE SUBSCRIPTION s CONNECTION '%s user=%s password=%s dbname=postgres' PUBLICATION p WITH (copy_data = %s)"
                        .formatted(
                                subscriber.connectionTo(publisher),
                                publisher.cluster().user(),
                                publisher.cluster().password(),
                                copy));
        return this;
    }

    /** Waits until the subscriber has all that was committed on the publisher before: a row of table {@code mark} is sent last. */
    void awaitAll() {
        publisher.execute("INSERT INTO mark VALUES (1)");
        Eventually.says(subscriber, "SELECT count(*)::text FROM mark", "1");
    }
}
