package io.replicatedpostgres.scenarios.logical;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.scenarios.Eventually.holds;
import static io.replicatedpostgres.scenarios.Eventually.says;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.spec.ArchiveMode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slots of subscribers that are kept on standbys too. */
@Tag("logical")
@Tag("full")
public class FailoverSlotScenarios {

    private static final String COPIED =
            "SELECT synced AND NOT temporary FROM pg_replication_slots WHERE slot_name = 's'";

    @Test
    @Tag("LGC-02")
    @Tag("high")
    @Scenario(
            situation =
                    "A subscription has failover = true, and the standby has a copy of its slot. The primary writes a row "
                            + "that the subscriber has not read yet, and dies. The standby is promoted, and the subscription is told its "
                            + "address.",
            expectation = "A subscription starts anew after a failover of its publisher.",
            reality =
                    "It goes on where it was: the row from before the failover arrives from the new primary, and then what "
                            + "is written there. No row is missing, none arrives twice.",
            source = "PostgreSQL src/test/recovery/t/040_standby_failover_slots_sync.pl")
    @EnabledOnPostgres(from = 17)
    @ReplicatedPostgres(
            standbys = 2,
            archive = ArchiveMode.NONE,
            settings = {"wal_level = logical", "hot_standby_feedback = on", "wal_retrieve_retry_interval = 100ms"})
    void aSubscriptionGoesOnFromACopiedSlot(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        Node subscriber = Subscriber.of(cluster, old, "failover = true");
        old.execute("INSERT INTO t VALUES (1)");
        says(subscriber, Subscriber.ROWS, "1");
        holds(heir, "a copy of the slot", () -> {
            heir.awaitReplay(old.currentLsn());
            heir.execute("SELECT pg_sync_replication_slots()");
            return heir.queryPastLinks(COPIED).equals(List.of("t"));
        });
        subscriber.execute("ALTER SUBSCRIPTION s DISABLE");
        old.execute("INSERT INTO t VALUES (2)");
        heir.awaitReplay(old.currentLsn());
        old.kill();
        heir.promote();

        subscriber.execute("ALTER SUBSCRIPTION s CONNECTION '%s'".formatted(Subscriber.connection(subscriber, heir)));
        subscriber.execute("ALTER SUBSCRIPTION s ENABLE");
        heir.execute("INSERT INTO t VALUES (3)");

        says(subscriber, Subscriber.ROWS, "1 2 3");
        assertThat(heir.query("SELECT synced FROM pg_replication_slots WHERE slot_name = 's'"))
                .containsExactly("t");
    }

    @Test
    @Tag("LGC-03")
    @Tag("high")
    @Scenario(
            situation =
                    "synchronized_standby_slots names the slots of two standbys, so that no subscriber gets ahead of a "
                            + "standby that may be promoted. One of the two is stopped. A subscription has failover = true.",
            expectation = "One standby that has the row is enough.",
            reality =
                    "The walsender of the subscription waits for both standbys. The row is on the other standby, and does not "
                            + "reach the subscriber until the stopped one is back, or is taken out of the list.",
            source = "PostgreSQL src/test/recovery/t/040_standby_failover_slots_sync.pl; documentation, "
                    + "synchronized_standby_slots")
    @EnabledOnPostgres(from = 17)
    @ReplicatedPostgres(
            standbys = 3,
            archive = ArchiveMode.NONE,
            settings = {"wal_level = logical", "wal_retrieve_retry_interval = 100ms"})
    void oneStoppedStandbyHoldsUpTheSubscriber(
            Cluster cluster,
            @OnNode("node-1") Node primary,
            @OnNode("node-2") Node running,
            @OnNode("node-3") Node stopped) {
        Node subscriber = Subscriber.of(cluster, primary, "failover = true");
        primary.configure("synchronized_standby_slots = node_2, node_3");
        stopped.stop();

        primary.execute("INSERT INTO t VALUES (1)");
        running.awaitReplay(primary.currentLsn());
        says(
                primary,
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = 's' AND wait_event = 'WaitForStandbyConfirmation'",
                "1");
        assertThat(running.query("SELECT id FROM t")).containsExactly("1");
        assertThat(subscriber.query("SELECT id FROM t")).isEmpty();

        stopped.start();
        says(subscriber, Subscriber.ROWS, "1");

        stopped.stop();
        primary.execute("INSERT INTO t VALUES (2)");
        primary.configure("synchronized_standby_slots = node_2");
        says(subscriber, Subscriber.ROWS, "1 2");
    }
}
