package io.replicatedpostgres.scenarios.operations;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.chaos.Mischief.FAILOVER;
import static io.replicatedpostgres.chaos.Mischief.FAILOVER_AFTER_A_CUT;
import static io.replicatedpostgres.chaos.Mischief.ISOLATE;
import static io.replicatedpostgres.chaos.Mischief.KILL_AND_START;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noWriteDoneTwice;

import io.replicatedpostgres.chaos.Chaos;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.spec.SynchronousCommit;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Faults that are drawn by chance, one after the other, while clients write. */
@Tag("slow")
@Tag("operations")
public class ChanceScenarios {

    private static final long SEED = 30;

    @Test
    @RequiresTool("pg_rewind")
    @Tag("OPS-06")
    @Tag("high")
    @Scenario(
            situation =
                    "Clients write to a primary with two standbys, synchronous_commit = remote_apply. One fault follows the "
                            + "other, drawn from a number: a node is cut off, a node is killed and started, the primary dies and a standby "
                            + "is promoted, also after the primary was cut off from its standbys for a while.",
            expectation = "One of many failovers loses a write that was acknowledged.",
            reality =
                    "None does: what a client was told is on the new primary each time, and once. While the primary is cut off "
                            + "its clients wait. Without synchronous replication the same faults lose writes.",
            source = "Jepsen; PostgreSQL documentation, synchronous_commit")
    @ReplicatedPostgres(standbys = 2, synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void noFailoverOfManyLosesAnAcknowledgedWrite(Cluster cluster) {
        Chaos.seed(SEED)
                .faults(ISOLATE, KILL_AND_START, FAILOVER, FAILOVER_AFTER_A_CUT)
                .lasting(Duration.ofMillis(1_500))
                .upholding(noAcknowledgedWriteLost(), noWriteDoneTwice())
                .run(cluster);

        assertThat(cluster).isNotSplitBrain().hasNotDiverged();
    }
}
