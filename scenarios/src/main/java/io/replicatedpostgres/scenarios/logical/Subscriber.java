package io.replicatedpostgres.scenarios.logical;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import java.util.ArrayList;
import java.util.List;

/** A logical subscriber of a cluster: one of its standbys, promoted to be a server of its own. */
final class Subscriber {

    /** Table {@code t}, published on the primary; all nodes have it. */
    static final String TABLE = "CREATE TABLE t (id int PRIMARY KEY); CREATE PUBLICATION p FOR TABLE t";

    /** Its rows in their order, as one text. */
    static final String ROWS = "SELECT string_agg(id::text, ' ' ORDER BY id) FROM t";

    private Subscriber() {}

    /** Makes the table, and a subscriber of the cluster's last node. The subscription {@code s} has a slot of that name. */
    static Node of(Cluster cluster, Node primary, String... options) {
        Node subscriber = cluster.nodes().get(cluster.nodes().size() - 1);
        primary.execute(TABLE);
        cluster.awaitInSync();
        subscriber.promote();
        subscribe(subscriber, primary, concat("copy_data = false", options));
        return subscriber;
    }

    /** Makes the subscription {@code s} to publication {@code p} of another server, and its slot there. */
    static void subscribe(Node subscriber, Node publisher, String... options) {
        subscriber.execute("CREATE SUBSCRIPTION s CONNECTION '%s' PUBLICATION p WITH (%s)"
                .formatted(connection(subscriber, publisher), String.join(", ", options)));
    }

    /** How it reaches a publisher. */
    static String connection(Node subscriber, Node publisher) {
        return "%s user=%s password=%s dbname=postgres application_name=s"
                .formatted(
                        subscriber.connectionTo(publisher),
                        publisher.cluster().user(),
                        publisher.cluster().password());
    }

    private static String[] concat(String first, String... others) {
        var all = new ArrayList<String>(List.of(others));
        all.add(0, first);
        return all.toArray(String[]::new);
    }
}
