package io.replicatedpostgres.scenarios.slots;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.model.DataSize.megabytes;
import static io.replicatedpostgres.model.StopMode.FAST;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.StandbyState;
import io.replicatedpostgres.scenarios.Segments;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A standby is away while the primary writes. */
@Tag("quick")
@Tag("slots")
public class SlotScenarios {

    @Test
    @EnabledOnPostgres(from = 13) // before, wal_keep_size was wal_keep_segments
    @Tag("STR-03")
    @Tag("high")
    @Scenario(
            situation = "A standby without a slot was down, the primary wrote, and there is no archive.",
            expectation = "It catches up.",
            reality = "The WAL that it needs has been removed. It asks for it for ever, and has to be built anew.")
    @ReplicatedPostgres(standbysUseSlots = false, archive = ArchiveMode.NONE, settings = "wal_keep_size = 0")
    void withoutASlotTheStandbyFallsOff(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        String needed = Segments.current(primary);
        standby.stop(FAST);

        Segments.recycle(primary, needed);
        LogMark restarted = standby.log().mark();
        standby.start();

        assertThat(standby.log().await("requested WAL segment", restarted)).contains("has already been removed");
        assertThat(standby).isStandby();
        // It asks again and again, and while it asks it is listed, as starting up: it never gets further than that.
        assertThat(primary.standbys()).noneMatch(StandbyState::isStreaming);
    }

    @Test
    @EnabledOnPostgres(from = 13) // before, wal_keep_size was wal_keep_segments
    @Tag("STR-02")
    @Tag("SLT-04")
    @Tag("medium")
    @Scenario(
            situation = "A standby with a slot was down, and the primary wrote.",
            expectation = "WAL is kept for a while.",
            reality = "All of it is kept, without a limit, and the standby catches up with it.",
            source = "PostgreSQL src/test/recovery/t/019_replslot_limit.pl")
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
}
