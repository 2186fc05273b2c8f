package io.replicatedpostgres.scenarios.streaming;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.ReplicationFaults.replayDelayed;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.spec.ArchiveMode;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Settings of a standby are changed while it streams. */
@Tag("quick")
@Tag("streaming")
public class ReloadedStandbyScenarios {

    private static final String ROWS = "SELECT id FROM ledger ORDER BY id";
    private static final String RECEIVER = "SELECT pid::text FROM pg_stat_wal_receiver";
    private static final String STARTED = "SELECT pg_postmaster_start_time()::text";

    @Test
    @Tag("STR-10")
    @Tag("high")
    @EnabledOnPostgres(from = 12)
    @Scenario(
            situation = "A standby has recovery_min_apply_delay = 1h. Rows are deleted by mistake, and the standby is "
                    + "promoted, to have them back.",
            expectation = "The rows are there: the mistake is not an hour old.",
            reality =
                    "The standby showed them until then, and had received the deletion. A promotion applies all that was "
                            + "received, without the delay: the rows are gone.",
            source = "PostgreSQL src/test/recovery/t/005_replay_delay.pl; measured")
    @ReplicatedPostgres
    void aPromotionAppliesWhatTheDelayHeldBack(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        cluster.awaitInSync();
        cluster.inject(replayDelayed(standby, Duration.ofHours(1)));

        primary.execute("DELETE FROM ledger");
        Eventually.says(standby, "SELECT pg_last_wal_receive_lsn() >= '%s'".formatted(primary.currentLsn()), "t");
        assertThat(standby.query(ROWS)).as("before the promotion").containsExactly("1");
        primary.stop();
        standby.promote();

        assertThat(standby.query(ROWS)).as("after it").isEmpty();
    }

    @Test
    @Tag("STR-12")
    @Tag("low")
    @EnabledOnPostgres(from = 13)
    @Scenario(
            situation =
                    "primary_conninfo of a running standby is changed, then primary_slot_name; each time the configuration is "
                            + "reloaded.",
            expectation = "A standby reads them when it starts.",
            reality =
                    "Since 13 a reload is enough: the walreceiver ends, and another one streams from the new upstream, then "
                            + "through the new slot. The server goes on.",
            source = "PostgreSQL 13 release notes")
    @ReplicatedPostgres(standbys = 2, archive = ArchiveMode.NONE)
    void anotherUpstreamAndAnotherSlotTakeAReload(
            @OnNode("node-1") Node primary, @OnNode("node-2") Node near, @OnNode("node-3") Node moved) {
        assertThat(moved).isStreamingFrom(primary);
        String started = Eventually.only(moved, STARTED);
        String first = Eventually.only(moved, RECEIVER);

        moved.follow(near); // writes primary_conninfo, and reloads
        moved.awaitStreamingFrom(near);
        String second = Eventually.only(moved, RECEIVER);
        assertThat(second).isNotEqualTo(first);

        near.createSlot("spare");
        moved.execute("ALTER SYSTEM SET primary_slot_name = 'spare'");
        moved.execute("SELECT pg_reload_conf()");
        await().untilAsserted(() -> assertThat(near.slot("spare")).isActive());
        await().untilAsserted(() -> assertThat(moved.query(RECEIVER)).hasSize(1).doesNotContain(second));
        assertThat(Eventually.only(moved, STARTED)).as("start of the server").isEqualTo(started);
        primary.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        moved.awaitReplay(primary.currentLsn());
        assertThat(moved.query(ROWS)).containsExactly("1");
    }
}
