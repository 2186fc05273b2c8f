package io.replicatedpostgres.scenarios.story;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

/**
 * The story a hundred times, each on a cluster of its own: {@code ./verify
 * -Dscenarios=io/replicatedpostgres/scenarios/story/StorySoak.java}.
 */
@Tag("soak")
@ReplicatedPostgres(slots = "air")
public class StorySoak {

    @RepeatedTest(100)
    void theStoryEndsWellEachTime(Cluster cluster) {
        SplitBrainScenarios.tell(cluster);
    }
}
