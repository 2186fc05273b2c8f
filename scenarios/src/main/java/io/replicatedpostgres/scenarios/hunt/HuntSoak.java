package io.replicatedpostgres.scenarios.hunt;

import io.replicatedpostgres.chaos.Chaos;
import io.replicatedpostgres.chaos.Mischief;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.util.function.Function;
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

    private static final Hunt HUNT = new Hunt(System.getProperties());

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
            chaos(seed, cluster).run(cluster);
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

    /** Three kinds of clients by turns. Embedded binaries may lack what a failover needs. */
    private static Chaos chaos(long seed, Cluster cluster) {
        Chaos chaos = Chaos.seed(seed).workload(clients(seed));
        return cluster.primary().hasTool("pg_rewind")
                ? chaos
                : chaos.faults(Mischief.ISOLATE, Mischief.RESET_CLIENTS, Mischief.PAUSE, Mischief.KILL_AND_START);
    }

    private static Function<Cluster, Workload> clients(long seed) {
        return switch ((int) Math.floorMod(seed, 3L)) {
            case 0 -> each -> Workload.transfers(each, Clients.of(4));
            case 1 -> each -> Workload.registers(each, Clients.of(4));
            default -> each -> Workload.inserts(each, Clients.of(4));
        };
    }
}
