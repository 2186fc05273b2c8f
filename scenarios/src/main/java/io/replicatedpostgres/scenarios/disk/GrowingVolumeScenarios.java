package io.replicatedpostgres.scenarios.disk;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.VolumeFaults.small;
import static io.replicatedpostgres.model.DataSize.kilobytes;
import static io.replicatedpostgres.model.DataSize.megabytes;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.fault.Volume;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.EnabledOnProfile;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerProfile;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A volume was full, and is given more room. */
@Tag("full")
@Tag("disk")
public class GrowingVolumeScenarios {

    private static final int ROUNDS_MAX = 60;

    @Test
    @Tag("DSK-05")
    @Tag("STR-17")
    @EnabledOnPostgres(from = 13) // the last 12 stops where 17.4 does
    @RequiresFault(FaultKind.SMALL_VOLUME)
    @EnabledOnProfile(ServerProfile.SMALL) // the volume is too small for others
    @Tag("high")
    @Scenario(
            situation =
                    "The volume of WAL is full, and the primary has ended with a PANIC. The volume is given more room, and "
                            + "the slot that has filled it is still there.",
            expectation = "The primary has to be built anew, or WAL has to be removed by hand.",
            reality =
                    "With more room it starts, recovers and has every row that was committed. Its standby had got the first half of a "
                            + "record that the PANIC cut off; it leaves that out and streams on (12.22, 17.2 and 17.4 stopped there for ever). "
                            + "The slot goes on keeping WAL: until it is dropped the new room is filled too.",
            source = "CloudNativePG disk_space tests; PostgreSQL "
                    + "src/test/recovery/t/026_overwrite_contrecord.pl; measured")
    @ReplicatedPostgres(
            archive = ArchiveMode.NONE,
            settings = {"max_wal_size = 4MB", "restart_after_crash = off"}) // as a failover manager sets it
    void withMoreRoomForWalThePrimaryGoesOn(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)");
        primary.createSlot("abandoned");
        cluster.inject(small(primary, Volume.PG_WAL, megabytes(24)));
        LogMark before = primary.log().mark();
        int committed = writeUntilItFails(primary);
        assertThat(primary.log().await("PANIC:  could not write to file \"pg_wal/xlogtemp", before))
                .contains("No space left on device");
        primary.awaitStopped();

        primary.resizeVolume(Volume.PG_WAL, megabytes(64));
        primary.start();

        assertThat(Integer.parseInt(Eventually.only(primary, "SELECT count(*)::text FROM ledger")))
                .isBetween(committed, committed + 1);
        cluster.awaitInSync();
        assertThat(cluster).hasSameContent();
        assertThat(primary.slot("abandoned")).retainsAtLeast(megabytes(16));
        primary.dropSlot("abandoned");
        primary.execute("INSERT INTO ledger VALUES (2)");
        standby.awaitReplay(primary.currentLsn());
    }

    private static int writeUntilItFails(Node primary) {
        int committed = 0;
        try {
            for (; committed < ROUNDS_MAX; committed++) {
                primary.writeWal(kilobytes(512));
                primary.execute("INSERT INTO ledger VALUES (1)");
            }
        } catch (ReplicatedPostgresException full) {
            return committed;
        }
        return committed;
    }
}
