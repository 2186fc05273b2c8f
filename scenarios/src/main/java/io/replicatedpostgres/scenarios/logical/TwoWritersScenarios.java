package io.replicatedpostgres.scenarios.logical;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.scenarios.Eventually.says;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients write to the publisher and to its subscriber. */
@Tag("logical")
@Tag("full")
@ReplicatedPostgres(
        archive = ArchiveMode.NONE,
        settings = {"wal_level = logical", "wal_retrieve_retry_interval = 100ms"})
public class TwoWritersScenarios {

    @Test
    @Tag("LGC-07")
    @Tag("medium")
    @Scenario(
            situation = "Two servers subscribe to each other with origin = none, and clients write to both.",
            expectation = "Each change goes back to where it came from, and round and round.",
            reality =
                    "A publisher sends only what was written on itself. Each row is on both servers once, and neither "
                            + "subscription meets an error.",
            source = "PostgreSQL src/test/subscription/t/030_origin.pl")
    @EnabledOnPostgres(from = 16)
    void changesDoNotGoBack(Cluster cluster) {
        Node one = cluster.primary();
        LogMark begin = one.log().mark();
        Node other = Subscriber.of(cluster, one, "origin = none");
        LogMark otherBegin = other.log().mark();
        Subscriber.subscribe(one, other, "copy_data = false", "origin = none");

        one.execute("INSERT INTO t VALUES (1)");
        says(other, Subscriber.ROWS, "1");
        other.execute("INSERT INTO t VALUES (2)");
        says(one, Subscriber.ROWS, "1 2");
        one.execute("UPDATE t SET id = 3 WHERE id = 2");
        says(other, Subscriber.ROWS, "1 3");
        other.execute("DELETE FROM t WHERE id = 1");
        says(one, Subscriber.ROWS, "3");

        assertThat(one.log().since(begin)).noneMatch(line -> line.contains("ERROR"));
        assertThat(other.log().since(otherBegin)).noneMatch(line -> line.contains("ERROR"));
    }

    @Test
    @Tag("LGC-09")
    @Tag("high")
    @Scenario(
            situation =
                    "A table takes its keys from a sequence. All its rows have arrived at a logical subscriber, and the "
                            + "application moves there.",
            expectation = "The sequence has moved on like the rows.",
            reality =
                    "Logical replication sends no sequences: the subscriber's begins at 1, and the first insert there is refused "
                            + "with 23505. It has to be set by hand.",
            source = "PostgreSQL documentation, Logical Replication, Restrictions")
    void theSequenceOfASubscriberIsBehindItsRows(Cluster cluster) {
        Node publisher = cluster.primary();
        publisher.execute("CREATE SEQUENCE keys");
        Node subscriber = Subscriber.of(cluster, publisher);
        publisher.execute("INSERT INTO t SELECT nextval('keys') FROM generate_series(1, 3)");
        says(subscriber, Subscriber.ROWS, "1 2 3");
        subscriber.execute("DROP SUBSCRIPTION s");

        assertThat(subscriber.query("SELECT last_value FROM keys")).containsExactly("1");
        assertThatThrownBy(() -> subscriber.execute("INSERT INTO t VALUES (nextval('keys'))"))
                .hasMessageContaining("23505");

        subscriber.execute("SELECT setval('keys', max(id)) FROM t");
        subscriber.execute("INSERT INTO t VALUES (nextval('keys'))");
        assertThat(subscriber.query("SELECT max(id) FROM t")).containsExactly("4");
    }
}
