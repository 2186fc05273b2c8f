package io.replicatedpostgres.scenarios.hunt;

import io.replicatedpostgres.chaos.Chaos;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/**
 * A schedule of chaos for one seed after the other, each on a cluster of its own, until the time is over: {@code ./verify --hunt 8h}. A reason
 * that was met before is no second finding: such a round is aborted, and names the first one.
 */
@Tag("soak")
public class HuntSoak {

    private static final Hunt HUNT = Hunt.asked();

    @BeforeAll
    static void begin() {
        HUNT.begin();
    }

    @AfterAll
    static void end() {
        System.out.println(HUNT.end());
    }

    static LongStream seeds() {
        return HUNT.seeds();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @ReplicatedPostgres(standbys = 2)
    void allIsWellAfterTheMischiefOf(long seed, Cluster cluster) {
        try {
            Chaos.seed(seed).run(cluster);
            HUNT.passed(seed);
        } catch (AssertionError e) {
            HuntFinding finding =
                    HUNT.found(seed, e, cluster.whereabouts(), cluster.journal().path());
            if (finding.seed() != seed) {
                throw new TestAbortedException("the finding of seed %s again, %s: %s"
                        .formatted(finding.seed(), finding.directory(), finding.reason()));
            }
            throw e;
        }
    }
}
