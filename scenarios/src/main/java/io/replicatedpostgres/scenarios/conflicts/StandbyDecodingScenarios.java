package io.replicatedpostgres.scenarios.conflicts;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.scenarios.Eventually.says;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Logical slots of a standby, and what the primary does to them. */
@Tag("full")
@Tag("conflicts")
@EnabledOnPostgres(from = 16)
@ReplicatedPostgres(
        archive = ArchiveMode.NONE,
        settings = {"wal_level = logical", "hot_standby_feedback = off", "wal_receiver_status_interval = 1s"})
public class StandbyDecodingScenarios {

    private static final String CONFLICTING = "SELECT conflicting FROM pg_replication_slots WHERE slot_name = '%s'";
    private static final String REASON = "SELECT invalidation_reason FROM pg_replication_slots WHERE slot_name = '%s'";

    @Test
    @Tag("CFL-07")
    @Tag("high")
    @Scenario(
            situation =
                    "A logical slot is on a standby without hot_standby_feedback. The primary drops a table, and vacuums "
                            + "pg_class.",
            expectation = "A slot keeps what its reader needs.",
            reality =
                    "A slot of a standby holds back no vacuum of the primary: it is invalidated (rows_removed), its reader is "
                            + "refused for good, and the slot has to be made anew. With hot_standby_feedback and a physical slot on the "
                            + "primary, vacuum waits and the slot stays good.",
            source = "PostgreSQL src/test/recovery/t/035_standby_logical_decoding.pl")
    void aVacuumInvalidatesTheSlotOfAStandby(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        standby.logicalSlots().create("cut_off");

        dropATableAndVacuum(primary, standby);

        says(standby, CONFLICTING.formatted("cut_off"), "t");
        if (cluster.version().isAtLeast(17)) {
            assertThat(standby.query(REASON.formatted("cut_off"))).containsExactly("rows_removed");
        }
        assertThatThrownBy(() -> standby.logicalSlots().read("cut_off")).hasMessageContaining("can no longer");

        standby.configure("hot_standby_feedback = on");
        standby.logicalSlots().create("spared");
        says(primary, "SELECT catalog_xmin IS NOT NULL FROM pg_replication_slots WHERE slot_name = 'node_2'", "t");
        dropATableAndVacuum(primary, standby);
        assertThat(standby.query(CONFLICTING.formatted("spared"))).containsExactly("f");
        primary.execute("CREATE TABLE seen AS SELECT 1 AS id");
        standby.awaitReplay(primary.currentLsn());
        assertThat(standby.logicalSlots().read("spared"))
                .anyMatch(change -> change.contains("table public.seen: INSERT"));
    }

    private static void dropATableAndVacuum(Node primary, Node standby) {
        primary.execute("CREATE TABLE dropped (id int)");
        primary.execute("DROP TABLE dropped");
        primary.execute("VACUUM pg_class");
        standby.awaitReplay(primary.currentLsn());
    }

    @Test
    @Tag("CFL-07")
    @Tag("CFG-02")
    @Tag("high")
    @Scenario(
            situation =
                    "A logical slot is on a standby. The primary is restarted with wal_level = replica, and later with logical "
                            + "again.",
            expectation = "The slot waits until wal_level is high enough again.",
            reality =
                    "The standby streams on, and invalidates its logical slots (wal_level_insufficient) when it replays the "
                            + "change. They do not come back with the setting.",
            source = "PostgreSQL src/test/recovery/t/035_standby_logical_decoding.pl")
    void aLowerWalLevelInvalidatesTheSlotOfAStandby(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        standby.logicalSlots().create("cut_off");
        primary.configure("wal_level = replica");
        primary.restart();

        says(standby, CONFLICTING.formatted("cut_off"), "t");

        primary.configure("wal_level = logical");
        primary.restart();
        cluster.awaitInSync();
        assertThat(standby.query(CONFLICTING.formatted("cut_off"))).containsExactly("t");
        if (cluster.version().isAtLeast(17)) {
            assertThat(standby.query(REASON.formatted("cut_off"))).containsExactly("wal_level_insufficient");
        }
        assertThatThrownBy(() -> standby.logicalSlots().read("cut_off")).hasMessageContaining("can no longer");
    }
}
