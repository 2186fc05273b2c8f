package io.replicatedpostgres.scenarios.story;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.PostgresVersions;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

/**
 * The story twenty-five times on each version, for which containers are needed: {@code ./verify
 * -Dscenarios=io/replicatedpostgres/scenarios/story/StoryOnVersionsSoak.java -Dreplicatedpostgres.runtime=container}.
 */
@Tag("soak")
@PostgresVersions({"13", "15", "17", "18"})
@ReplicatedPostgres(slots = "air")
public class StoryOnVersionsSoak {

    @RepeatedTest(25)
    void theStoryEndsWellEachTime(Cluster cluster) {
        SplitBrainScenarios.tell(cluster);
    }
}
