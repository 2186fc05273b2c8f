package io.replicatedpostgres.scenarios.slots;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.model.DataSize.megabytes;
import static io.replicatedpostgres.model.SlotState.WalStatus.EXTENDED;
import static io.replicatedpostgres.model.SlotState.WalStatus.RESERVED;
import static io.replicatedpostgres.model.SlotState.WalStatus.UNRESERVED;
import static io.replicatedpostgres.model.StopMode.FAST;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.EnabledOnProfile;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code max_slot_wal_keep_size} and its like do to slots (PostgreSQL 13 and later). */
@Tag("quick")
@Tag("slots")
@EnabledOnPostgres(from = 13)
public class SlotLimitScenarios {

    @Test
    @Tag("SLT-01")
    @Tag("medium")
    @EnabledOnProfile(ServerProfile.SMALL) // it counts in segments of 1 MiB
    @Scenario(
            situation = "A slot without a standby, max_wal_size = 4MB and max_slot_wal_keep_size = 8MB.",
            expectation = "A slot is there, or it is lost.",
            reality = "wal_status goes from reserved over extended and unreserved to lost, which is when a checkpoint "
                    + "comes. safe_wal_size shrinks and becomes negative on the way.",
            source = "PostgreSQL src/test/recovery/t/019_replslot_limit.pl")
    @ReplicatedPostgres(
            archive = ArchiveMode.NONE,
            settings = {"wal_keep_size = 0", "max_wal_size = 4MB", "max_slot_wal_keep_size = 8MB"})
    void aSlotIsLostInFourSteps(@OnNode("node-1") Node primary) {
        try (var noCheckpointMeanwhile = primary.pause(ProcessKind.CHECKPOINTER)) {
            primary.createSlot("idle");
            assertThat(primary.slot("idle")).hasWalStatus(RESERVED);
            assertThat(primary.slot("idle").safeWalSizeBytes()).isPositive();
            primary.writeWal(megabytes(6));
            assertThat(primary.slot("idle")).hasWalStatus(EXTENDED);
            primary.writeWal(megabytes(6));
            assertThat(primary.slot("idle")).hasWalStatus(UNRESERVED);
            assertThat(primary.slot("idle").safeWalSizeBytes()).isNegative();
        }

        primary.checkpoint();
        assertThat(primary.slot("idle")).isLost();
    }

    @Test
    @Tag("SLT-02")
    @Tag("SLT-14")
    @Tag("high")
    @Scenario(
            situation = "A standby is away while the primary writes more than max_slot_wal_keep_size.",
            expectation = "The slot is dropped, and the standby catches up some other way.",
            reality =
                    "The slot is lost, stays, over a restart too, and has to be dropped by hand. The standby asks for WAL "
                            + "that has been removed, for ever.",
            source = "PostgreSQL src/test/recovery/t/019_replslot_limit.pl; Patroni issue 3641")
    @ReplicatedPostgres(
            slots = "air",
            archive = ArchiveMode.NONE,
            settings = {"wal_keep_size = 0", "max_slot_wal_keep_size = 4MB"})
    void aSlotIsLostPastItsLimit(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        LogMark before = primary.log().mark();
        standby.stop(FAST);
        primary.writeWal(megabytes(12));
        primary.checkpoint();

        assertThat(primary.slot("air")).isInactive().isLost();
        primary.log().await(invalidating(cluster), before);
        LogMark away = standby.log().mark();
        standby.start();
        standby.log().await(refusing(cluster), away);
        // while a walsender of its next try holds the slot, the view says unreserved
        standby.stop(FAST);
        primary.restart();
        assertThat(primary.slot("air")).isLost();
    }

    private static String invalidating(Cluster cluster) {
        return cluster.version().isAtLeast(16)
                ? "invalidating obsolete replication slot \"air\""
                : "invalidating slot \"air\" because its restart_lsn";
    }

    private static String refusing(Cluster cluster) {
        return cluster.version().isAtLeast(18)
                ? "can no longer access replication slot \"air\""
                : "requested WAL segment";
    }

    @Test
    @Tag("SLT-03")
    @Tag("low")
    @Scenario(
            situation = "A slot is past max_slot_wal_keep_size, and wal_keep_size is larger than that.",
            expectation = "The limit of slots is the limit.",
            reality = "WAL that is kept anyway serves the slot too: it is not lost.",
            source = "PostgreSQL src/test/recovery/t/019_replslot_limit.pl")
    @ReplicatedPostgres(
            archive = ArchiveMode.NONE,
            settings = {"wal_keep_size = 32MB", "max_slot_wal_keep_size = 1MB"})
    void whatIsKeptAnywayServesTheSlotToo(@OnNode("node-1") Node primary) {
        primary.createSlot("idle");
        primary.writeWal(megabytes(12));
        primary.checkpoint();

        assertThat(primary.slot("idle")).isNotLost().retainsAtLeast(megabytes(12));
    }

    @Test
    @Tag("SLT-05")
    @Tag("low")
    @EnabledOnProfile(ServerProfile.SMALL) // it counts in segments of 1 MiB
    @Scenario(
            situation = "A walreceiver is frozen, its slot active, and the slot falls behind its limit.",
            expectation = "The checkpoint waits for the walsender that holds the slot.",
            reality = "It terminates that walsender, invalidates the slot and returns.",
            source = "PostgreSQL src/test/recovery/t/019_replslot_limit.pl")
    @ReplicatedPostgres(
            slots = "air",
            archive = ArchiveMode.NONE,
            settings = {"wal_keep_size = 0", "max_slot_wal_keep_size = 1MB"})
    void aCheckpointEndsWhoeverHoldsTheSlot(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        LogMark before = primary.log().mark();
        try (var frozen = standby.pause(ProcessKind.WALRECEIVER)) {
            primary.writeWal(megabytes(4));
            primary.checkpoint();

            assertThat(primary.slot("air")).isLost();
            assertThat(primary.log().await("to release replication slot \"air\"", before))
                    .contains("terminating process");
            primary.log().await(invalidating(cluster), before);
        }
    }

    @Test
    @Tag("SLT-09")
    @EnabledOnPostgres(from = 18)
    @Tag("medium")
    @Scenario(
            situation = "A standby is away for longer than idle_replication_slot_timeout (18 and later).",
            expectation = "Only the amount of WAL counts.",
            reality = "The next checkpoint invalidates the slot: invalidation_reason is idle_timeout.",
            source = "PostgreSQL 18 release notes")
    @ReplicatedPostgres(slots = "air", settings = "idle_replication_slot_timeout = 1s")
    void aSlotThatIsIdleForTooLongIsLost(@OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        standby.stop(FAST);

        await().until(() -> {
            primary.checkpoint();
            return "idle_timeout".equals(primary.slot("air").invalidationReason());
        });

        assertThat(primary.slot("air")).isLost();
    }
}
