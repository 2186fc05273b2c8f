package io.replicatedpostgres.scenarios.slots;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.model.DataSize.megabytes;
import static io.replicatedpostgres.model.StopMode.FAST;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A standby is away while the primary writes. */
@Tag("slots")
@Tag("quick")
public class SlotScenarios {

    @Test
    @Tag("STR-03")
    @Tag("high")
    @Scenario(
            situation =
                    "A standby without a slot is away while the primary writes and removes WAL. There is no archive.",
            expectation = "It catches up when it is back.",
            reality =
                    "It asks for a segment that is gone, again and again, and stays behind for ever. It looks like a running standby; only a new base backup helps.",
            source = "catalogue STR-03",
            severity = "high")
    @ReplicatedPostgres(standbysUseSlots = false, archive = ArchiveMode.NONE, settings = "wal_keep_size = 0")
    void withoutASlotTheStandbyFallsOff(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        standby.stop(FAST);

        primary.writeWal(megabytes(8));
        primary.checkpoint();
        LogMark restarted = standby.log().mark();
        standby.start();

        assertThat(standby.log().await("requested WAL segment", restarted)).contains("has already been removed");
        assertThat(standby).isStandby();
        assertThat(primary.standbys()).isEmpty();
    }

    @Test
    @Tag("STR-02")
    @Tag("SLT-04")
    @Tag("medium")
    @Scenario(
            situation = "A standby with a slot is away while the primary writes.",
            expectation = "It catches up when it is back.",
            reality =
                    "It does: the slot has kept all WAL since it left. As long as it is away, that WAL fills the disk without a limit.",
            source = "catalogue STR-02, SLT-04",
            severity = "medium")
    @ReplicatedPostgres(slots = "air", archive = ArchiveMode.NONE, settings = "wal_keep_size = 0")
    void withASlotTheWalIsKept(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        Lsn left = primary.currentLsn();
        standby.stop(FAST);

        primary.writeWal(megabytes(8));
        primary.checkpoint();

        assertThat(primary.slot("air"))
                .isInactive()
                .isNotLost()
                .retainsAtLeast(megabytes(8))
                .retainsFrom(left);
        standby.start();
        cluster.awaitInSync();
        assertThat(primary.slot("air")).isActive().retainsAtMost(megabytes(1));
        assertThat(cluster).isInSync();
    }

    @Test
    @Tag("SLT-01")
    @Tag("SLT-02")
    @Tag("DSK-02")
    @Tag("high")
    @Scenario(
            situation = "A standby is away for longer than max_slot_wal_keep_size allows.",
            expectation = "The slot goes on keeping its WAL.",
            reality =
                    "The next checkpoint gives the slot up: it is lost, and the standby with it. The primary keeps its disk.",
            source = "catalogue SLT-01, SLT-02, DSK-02; PostgreSQL documentation, max_slot_wal_keep_size",
            severity = "high")
    @ReplicatedPostgres(slots = "air", settings = "max_slot_wal_keep_size = 64MB")
    void aSlotIsLostPastItsLimit(Cluster cluster) {
        Node primary = cluster.primary();
        cluster.standby().stop(FAST);

        primary.writeWal(megabytes(96));
        primary.checkpoint();

        assertThat(primary.slot("air")).isInactive().isLost();
    }
}
