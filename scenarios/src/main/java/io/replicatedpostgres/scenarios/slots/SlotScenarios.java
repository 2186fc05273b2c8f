package io.replicatedpostgres.scenarios.slots;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.model.DataSize.megabytes;
import static io.replicatedpostgres.model.StopMode.FAST;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.StandbyState;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A standby is away while the primary writes. */
@Tag("quick")
public class SlotScenarios {

    @Test
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
        // It asks again and again, and while it asks it is listed, as starting up: it never gets further than that.
        assertThat(primary.standbys()).noneMatch(StandbyState::isStreaming);
    }

    @Test
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
    @ReplicatedPostgres(slots = "air", settings = "max_slot_wal_keep_size = 64MB")
    void aSlotIsLostPastItsLimit(Cluster cluster) {
        Node primary = cluster.primary();
        cluster.standby().stop(FAST);

        primary.writeWal(megabytes(96));
        primary.checkpoint();

        assertThat(primary.slot("air")).isInactive().isLost();
    }
}
