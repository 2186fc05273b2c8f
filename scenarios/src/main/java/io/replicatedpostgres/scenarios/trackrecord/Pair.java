package io.replicatedpostgres.scenarios.trackrecord;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.scenarios.Eventually;
import java.util.List;

/** A publisher, which is the primary, and its logical subscriber, which is the standby, promoted, with its log from then on. */
record Pair(Node publisher, Node subscriber, LogMark begin) {

    /** Runs statements on the primary, and promotes the standby when it has them too. */
    static Pair of(Cluster cluster, String statements) {
        var pair = new Pair(
                cluster.primary(), cluster.standby(), cluster.standby().log().mark());
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

    /** As {@link #awaitAll}, but fails at once if the subscriber's log has a certain error. */
    void awaitAllWithout(String error) {
        publisher.execute("INSERT INTO mark VALUES (1)");
        awaitWithout("SELECT count(*) = 1 FROM mark", error);
    }

    /** Waits until the subscriber answers a query with true; fails at once if its log has a certain error. */
    void awaitWithout(String query, String error) {
        Eventually.holds(subscriber, query, () -> !logged(error).isEmpty() || isTrue(query));
        assertThat(logged(error)).as("in the log of the subscriber").isEmpty();
    }

    private List<String> logged(String error) {
        return subscriber.log().since(begin).stream()
                .filter(line -> line.contains(error))
                .toList();
    }

    private boolean isTrue(String query) {
        try {
            return subscriber.queryPastLinks(query).equals(List.of("t"));
        } catch (ReplicatedPostgresException e) {
            return false; // it is not there: the log will say why
        }
    }
}
