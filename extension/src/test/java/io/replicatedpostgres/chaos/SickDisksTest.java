package io.replicatedpostgres.chaos;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.fault.FaultKind;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresFault;
import org.junit.jupiter.api.Test;

/** Disks that fail as steps of a schedule: on the primary and on the standby, under load, and nothing acknowledged is lost. */
@RequiresFault({FaultKind.POWER_CUT, FaultKind.SLOW_DISK})
class SickDisksTest {

    private static final int FROM_MILLIS = 200;
    private static final int HOLD_MILLIS = 300;

    private static Step step(Mischief mischief, String node) {
        return Step.of(mischief, node, FROM_MILLIS, HOLD_MILLIS);
    }

    @Test
    @ReplicatedPostgres(disk = "ext4")
    void eachOfThemComesToItsEnd(Cluster cluster) {
        Chaos.replay(
                        step(Mischief.DISK_DIES, "node-1"),
                        step(Mischief.DISK_DIES, "node-2"),
                        step(Mischief.DISK_TURNS_READ_ONLY, "node-1"),
                        step(Mischief.DISK_FULL, "node-1"),
                        step(Mischief.DISK_FULL, "node-2"),
                        step(Mischief.DISK_SLOW, "node-2"),
                        step(Mischief.CUT_POWER_AND_START, "node-1"))
                .run(cluster);

        assertThat(cluster).upholds(Guarantees.noAcknowledgedWriteLost());
    }
}
