package io.replicatedpostgres.scenarios.hunt;

import io.replicatedpostgres.chaos.Chaos;
import io.replicatedpostgres.chaos.DatabaseWork;
import io.replicatedpostgres.chaos.Step;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.util.List;
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
    @ReplicatedPostgres(
            standbys = 2,
            settings = {"wal_level = logical", "max_prepared_transactions = 20"},
            timeout = "2m") // a server that replays 70 MB of WAL on a busy machine starts in more than 30 s
    void allIsWellAfterTheMischiefOf(long seed, Cluster cluster) {
        List<Step> steps = HUNT.steps(
                seed,
                cluster.nodes().stream().map(Node::name).toList(),
                ScheduleText.mischief(cluster.primary().hasTool("pg_rewind")));
        try (StatesReached states = StatesReached.of(cluster)) {
            chaos(seed, steps).run(cluster);
            requireSoundness(cluster);
            states.close();
            HUNT.passed(seed, steps, states.seen());
        } catch (AssertionError e) {
            HuntFinding finding = HUNT.found(
                    seed, steps, e, cluster.whereabouts(), cluster.journal().path());
            if (finding.seed() != seed) {
                throw new TestAbortedException("the finding of seed %s again, %s: %s"
                        .formatted(finding.seed(), finding.directory(), finding.reason()));
            }
            throw e;
        }
    }

    /** Three kinds of clients by turns, and each time three other kinds of work beside them. */
    private static Chaos chaos(long seed, List<Step> steps) {
        DatabaseWork[] all = DatabaseWork.values();
        int first = (int) Math.floorMod(seed, (long) all.length);
        return Chaos.replay(steps.get(0), steps.subList(1, steps.size()).toArray(Step[]::new))
                .workload(clients(seed))
                .alongside(all[first], all[(first + 3) % all.length], all[(first + 7) % all.length]);
    }

    /** Tables and indexes, where the program that looks into them is there. */
    private static void requireSoundness(Cluster cluster) {
        if (cluster.version().isAtLeast(14) && cluster.primary().hasTool("pg_amcheck")) {
            List<String> corruption = cluster.corruption();
            if (!corruption.isEmpty()) {
                throw new AssertionError("It failed with: corruption%n%s".formatted(String.join("\n", corruption)));
            }
        }
    }

    private static Function<Cluster, Workload> clients(long seed) {
        return switch ((int) Math.floorMod(seed, 3L)) {
            case 0 -> each -> Workload.transfers(each, Clients.of(4));
            case 1 -> each -> Workload.registers(each, Clients.of(4));
            default -> each -> Workload.inserts(each, Clients.of(4));
        };
    }
}
