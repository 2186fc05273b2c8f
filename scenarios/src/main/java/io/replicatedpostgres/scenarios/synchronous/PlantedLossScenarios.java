package io.replicatedpostgres.scenarios.synchronous;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.model.Expectation.LOST_WRITES;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Would the harness notice? */
@Tag("synchronous")
public class PlantedLossScenarios {

    @Test
    @Tag("slow")
    @Tag("OBS-09")
    @Tag("low")
    @Scenario(
            situation = "One of 100,000 acknowledged rows is deleted.",
            expectation = "Sums and samples look the same.",
            reality = "The ledger names the row, the client that was told of it, the node, the time and the LSN.",
            source = "measured")
    @Expect(LOST_WRITES)
    @ReplicatedPostgres(timeout = "120s")
    void oneRowInAHundredThousandIsMissed(Cluster cluster) {
        Workload load = Workload.inserts(cluster, Clients.of(8).atMost(100_000));
        load.awaitDone(Duration.ofMinutes(5));
        assertThat(load.acknowledged()).isEqualTo(100_000);

        cluster.primary().execute("DELETE FROM %s WHERE id = 73211".formatted(load.name()));

        assertThatThrownBy(() -> assertThat(cluster).upholds(noAcknowledgedWriteLost()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "no acknowledged write lost: BROKEN: %s on node-1 (the survivor): 99999 rows, 1 lost"
                                .formatted(load.name()))
                .hasMessageContaining(load.name() + " insert 73211: client ")
                .hasMessageContaining("was told of success by node-1 at");
    }
}
