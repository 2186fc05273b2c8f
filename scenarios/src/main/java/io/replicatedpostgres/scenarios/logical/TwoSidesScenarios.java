package io.replicatedpostgres.scenarios.logical;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.model.DataSize.megabytes;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A split brain, and on each side a logical subscriber. */
@Tag("full")
@Tag("logical")
@EnabledOnPostgres(from = 17)
@ReplicatedPostgres(
        names = {"loser", "winner", "of-loser", "of-winner"},
        archive = ArchiveMode.NONE,
        settings = {"wal_level = logical", "hot_standby_feedback = on", "wal_retrieve_retry_interval = 100ms"})
public class TwoSidesScenarios {

    private static final String ROWS = "SELECT string_agg(id::text, ' ' ORDER BY id) FROM t";

    @Test
    @Tag("SPB-09")
    @Tag("critical")
    @Scenario(
            situation =
                    "Two subscribers have failover slots. The primary is cut off, its standby is promoted, one subscriber follows, and "
                            + "both primaries take rows. Then the other subscriber follows the promoted one too.",
            expectation = "With failover slots both subscribers end with what the new primary has.",
            reality =
                    "The one that stayed has the row of the loser, and no primary has that. It says that it has everything up to the "
                            + "loser's position, so the winner leaves out each transaction that it committed at a lower one.",
            source = "PostgreSQL src/test/recovery/t/040_standby_failover_slots_sync.pl; measured")
    void aSubscriberOfTheLoserMissesRowsOfTheWinner(
            @OnNode("loser") Node loser,
            @OnNode("winner") Node winner,
            @OnNode("of-loser") Node ofLoser,
            @OnNode("of-winner") Node ofWinner) {
        twoSides(loser, winner, ofLoser, ofWinner);
        loser.writeWal(megabytes(1)); // so that its next commit lies behind that of the winner
        loser.execute("INSERT INTO t VALUES (2)");
        Eventually.says(ofLoser, ROWS, "1 2");
        winner.execute("INSERT INTO t VALUES (3)");
        Eventually.says(ofWinner, ROWS, "1 3");
        loser.kill();

        subscribeTo(winner, ofLoser, "s_loser");
        winner.writeWal(megabytes(2));
        winner.execute("INSERT INTO t VALUES (4)");

        Eventually.says(ofWinner, ROWS, "1 3 4");
        Eventually.says(ofLoser, ROWS, "1 2 4");
        assertThat(winner.query(ROWS)).containsExactly("1 3 4");
    }

    @Test
    @Tag("SPB-09")
    @Tag("high")
    @Scenario(
            situation = "The same, and synchronized_standby_slots of the primary names the slot of its standby.",
            expectation = "The setting is for the slots of the standby alone.",
            reality =
                    "The walsender of the subscriber waits until that standby has confirmed the WAL. A primary that is cut off sends none of "
                            + "its rows, and both subscribers end with what the winner has.",
            source = "PostgreSQL documentation, synchronized_standby_slots")
    void aSubscriberThatWaitsForTheStandbyHasNoRowOfTheLoser(
            @OnNode("loser") Node loser,
            @OnNode("winner") Node winner,
            @OnNode("of-loser") Node ofLoser,
            @OnNode("of-winner") Node ofWinner) {
        loser.configure("synchronized_standby_slots = winner");
        twoSides(loser, winner, ofLoser, ofWinner);
        loser.execute("INSERT INTO t VALUES (2)");
        winner.execute("INSERT INTO t VALUES (3)");
        Eventually.says(
                loser,
                "SELECT wait_event FROM pg_stat_activity JOIN pg_replication_slots ON pid = active_pid "
                        + "WHERE slot_name = 's_loser'",
                "WaitForStandbyConfirmation");
        assertThat(ofLoser.query(ROWS)).containsExactly("1");
        loser.kill();

        subscribeTo(winner, ofLoser, "s_loser");

        Eventually.says(ofLoser, ROWS, "1 3");
        Eventually.says(ofWinner, ROWS, "1 3");
    }

    /** Both subscribers have row 1 from the loser, their slots are on the winner, which is promoted beside it, and one follows. */
    private static void twoSides(Node loser, Node winner, Node ofLoser, Node ofWinner) {
        Cluster cluster = loser.cluster();
        loser.execute(Subscriber.TABLE);
        cluster.awaitInSync();
        subscribe(ofLoser, loser, "s_loser");
        subscribe(ofWinner, loser, "s_winner");
        loser.execute("INSERT INTO t VALUES (1)");
        Eventually.says(ofLoser, ROWS, "1");
        Eventually.says(ofWinner, ROWS, "1");
        Eventually.holds(winner, "copies of both slots", () -> {
            loser.execute("SELECT pg_log_standby_snapshot()");
            winner.query("SELECT pg_sync_replication_slots()");
            return winner.query("SELECT count(*)::text FROM pg_replication_slots WHERE synced AND NOT temporary")
                    .contains("2");
        });
        cluster.inject(between(loser, winner));
        winner.promote();
        subscribeTo(winner, ofWinner, "s_winner");
    }

    private static void subscribe(Node subscriber, Node publisher, String name) {
        subscriber.promote();
        subscriber.execute(
                "CREATE SUBSCRIPTION %s CONNECTION '%s' PUBLICATION p WITH (copy_data = false, failover = true)"
                        .formatted(name, Subscriber.connection(subscriber, publisher)));
    }

    private static void subscribeTo(Node publisher, Node subscriber, String name) {
        subscriber.execute(
                "ALTER SUBSCRIPTION %s CONNECTION '%s'".formatted(name, Subscriber.connection(subscriber, publisher)));
    }
}
