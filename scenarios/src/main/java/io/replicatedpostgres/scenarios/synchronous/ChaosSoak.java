package io.replicatedpostgres.scenarios.synchronous;

import io.replicatedpostgres.chaos.Chaos;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;

/**
 * A schedule for each of twenty seeds against synchronous replication: {@code ./verify
 * -Dscenarios=io/replicatedpostgres/scenarios/synchronous/ChaosSoak.java}.
 */
@Tag("soak")
public class ChaosSoak {

    @RepeatedTest(20)
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void nothingIsLost(RepetitionInfo repetition, Cluster cluster) {
        Chaos.seed(repetition.getCurrentRepetition())
                .workload(each -> Workload.transfers(each, Clients.of(4)))
                .lasting(Duration.ofSeconds(4))
                .run(cluster);
    }
}
