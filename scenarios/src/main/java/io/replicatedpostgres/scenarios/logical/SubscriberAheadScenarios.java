package io.replicatedpostgres.scenarios.logical;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.Faults.between;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A physical failover, as a logical subscriber sees it. */
@Tag("logical")
@Tag("quick")
public class SubscriberAheadScenarios {

    @Test
    @Tag("LGC-08")
    @Tag("critical")
    @Scenario(
            situation =
                    "An asynchronous standby has not got the last row; a logical subscriber of the primary has. The "
                            + "primary dies, and the standby is promoted.",
            expectation = "A subscriber has at most what its publisher has.",
            reality =
                    "It has a row that no primary will ever have again: logical decoding sends what is flushed locally, "
                            + "whether a standby has it or not. From 17 on synchronized_standby_slots makes it wait.",
            source = "PostgreSQL documentation, synchronized_standby_slots")
    @ReplicatedPostgres(standbys = 2, archive = ArchiveMode.NONE, settings = "wal_level = logical")
    void theSubscriberHasWhatTheNewPrimaryNeverHad(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.node("node-2");
        Node subscriber = Subscriber.of(cluster, old);
        old.execute("INSERT INTO t VALUES (1)");
        heir.awaitReplay(old.currentLsn());

        cluster.during(between(old, heir), () -> {
            old.execute("INSERT INTO t VALUES (2)");
            Eventually.says(subscriber, "SELECT string_agg(id::text, ' ' ORDER BY id) FROM t", "1 2");
            old.kill();
        });
        heir.promote();

        assertThat(heir.query("SELECT id FROM t ORDER BY id")).containsExactly("1");
        assertThat(subscriber.query("SELECT id FROM t ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    @Tag("LGC-01")
    @Tag("high")
    @Scenario(
            situation = "A logical subscriber follows the new primary after a physical failover.",
            expectation = "Its slot is there, like its rows.",
            reality = "Slots are not replicated: the new primary has none of that name, and the subscription tries for "
                    + "ever. From 17 on there are failover slots, for those who ask for them.",
            source = "Patroni issue 1056; Debezium pull request 1073")
    @ReplicatedPostgres(
            standbys = 2,
            archive = ArchiveMode.NONE,
            settings = {"wal_level = logical", "wal_retrieve_retry_interval = 100ms"})
    void theNewPrimaryHasNoLogicalSlot(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.node("node-2");
        Node subscriber = Subscriber.of(cluster, old);
        old.execute("INSERT INTO t VALUES (1)");
        Eventually.says(subscriber, "SELECT count(*)::text FROM t", "1");
        heir.awaitReplay(old.currentLsn());
        old.kill();
        heir.promote();
        var mark = subscriber.log().mark();

        subscriber.execute("ALTER SUBSCRIPTION s CONNECTION '%s'".formatted(Subscriber.connection(subscriber, heir)));

        assertThat(heir).lacksSlot("s");
        subscriber.log().await("replication slot \"s\" does not exist", mark);
        heir.execute("INSERT INTO t VALUES (2)");
        assertThat(subscriber.query("SELECT id FROM t")).containsExactly("1");
        assertThatThrownBy(() -> heir.dropSlot("s")).hasMessageContaining("42704");
    }
}
