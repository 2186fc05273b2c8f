package io.replicatedpostgres.workload;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.snapshotIsolation;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import org.junit.jupiter.api.Test;

/** What the transactions of real servers are found to have seen. */
@ReplicatedPostgres
class ListAppendTest {

    @Test
    void readersOfThePrimaryAndAStandbySeeALongFork(Cluster cluster) {
        try (Workload lists = Workload.listAppend(cluster, Clients.of(8))) {
            lists.awaitAcknowledged(3_000);
        }

        assertThat(cluster).upholds(snapshotIsolation().onPrimary(), noAcknowledgedWriteLost());
        Check across = snapshotIsolation().acrossNodes();
        assertThatThrownBy(() -> assertThat(cluster).upholds(across))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("long fork (G-nonadjacent)");
    }
}
