package io.replicatedpostgres.chaos;

import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.journal.Seeded;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.SynchronousStandbys.Method;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Mischief at random, under load: draws a schedule from a seed, runs it, lets the cluster heal, and checks the guarantees. A
 * schedule that breaks one is shrunk on clusters of the same spec and printed as a test to paste.
 *
 * <pre>{@code
 * Chaos.seed(42).faults(ISOLATE, FAILOVER).lasting(Duration.ofSeconds(20)).run(cluster);
 * }</pre>
 *
 * The same seed gives the same schedule, not the same outcome: servers, networks and clients have a time of their own.
 */
public final class Chaos {

    private static final int TRIES_MAX = 20;

    private final long seed;
    private final @Nullable List<Step> given;
    private boolean ownWords;
    private List<Mischief> mischief = List.of(
            Mischief.ISOLATE, Mischief.RESET_CLIENTS, Mischief.PAUSE, Mischief.KILL_AND_START, Mischief.FAILOVER);
    private Function<Cluster, Workload> workload = Workload::inserts;
    private Duration lasting = Duration.ofSeconds(5);
    private @Nullable List<Check> checks;

    private Chaos(long seed, @Nullable List<Step> given) {
        this.seed = seed;
        this.given = given;
    }

    /** A schedule drawn from this number. */
    public static Chaos seed(long seed) {
        return new Chaos(seed, null);
    }

    /** This schedule, as a failure printed it. */
    public static Chaos replay(Step first, Step... others) {
        var steps = new ArrayList<Step>(Arrays.asList(others));
        steps.add(0, first);
        return new Chaos(0, steps);
    }

    /** What may be done; by default everything but {@link Mischief#FAILOVER_AFTER_A_CUT}. */
    public Chaos faults(Mischief first, Mischief... others) {
        var all = new ArrayList<Mischief>(Arrays.asList(others));
        all.add(0, first);
        mischief = List.copyOf(all);
        return this;
    }

    /** What clients do meanwhile; by default {@link Workload#inserts(Cluster)}. */
    public Chaos workload(Function<Cluster, Workload> begins) {
        workload = begins;
        ownWords = true;
        return this;
    }

    /** For how long the pauses and holds of the schedule last together; by default 5 s. */
    public Chaos lasting(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw SpecException.of("lasting " + duration, "some time must pass", "Write Duration.ofSeconds(5)");
        }
        lasting = duration;
        return this;
    }

    /**
     * What must hold; by default that no write is done twice or though it was rejected, that all nodes converge, and with
     * synchronous standbys that no acknowledged write is lost.
     */
    public Chaos upholding(Check first, Check... others) {
        var all = new ArrayList<Check>(Arrays.asList(others));
        all.add(0, first);
        checks = List.copyOf(all);
        ownWords = true;
        return this;
    }

    /** The schedule that would be run on such a cluster. */
    public Schedule schedule(Cluster cluster) {
        List<String> nodes =
                cluster.spec().nodes().stream().map(node -> node.ref().name()).toList();
        return given == null ? Schedule.draw(seed, mischief, nodes, lasting) : new Schedule("replayed", given);
    }

    /**
     * Runs it.
     *
     * @throws AssertionError if a guarantee does not hold; with the verdicts, and the shortest schedule found that breaks one
     *     again
     * @throws io.replicatedpostgres.model.ReplicatedPostgresException if a step could not be done, or the cluster did not
     *     heal within its deadline
     */
    public void run(Cluster cluster) {
        if (given == null) {
            cluster.journal().append(new Seeded("chaos", seed));
        }
        Schedule schedule = schedule(cluster);
        var trial = new Trial(workload, checks == null ? promised(cluster) : checks);
        List<Verdict> broken = trial.broken(cluster, schedule.steps());
        if (!broken.isEmpty()) {
            throw new AssertionError(message(schedule, broken, trial, cluster, ownWords));
        }
    }

    private static String message(
            Schedule schedule, List<Verdict> broken, Trial trial, Cluster cluster, boolean ownWords) {
        String verdicts = broken.stream().map(Verdict::toString).collect(Collectors.joining("\n"));
        if (Verdict.worst(broken) != Verdict.Outcome.FAIL) {
            return verdicts + "\nThe schedule was:\n" + test(schedule, cluster, ownWords);
        }
        var shrinking = new Shrinking(TRIES_MAX);
        List<Step> shortest = shrinking.shortest(schedule.steps(), steps -> trial.failsAgain(cluster, steps));
        return "%s%nOf %d steps these %d are left after %d tries on other clusters:%n%s"
                .formatted(
                        verdicts,
                        schedule.steps().size(),
                        shortest.size(),
                        shrinking.tries(),
                        test(new Schedule(schedule.name(), shortest), cluster, ownWords));
    }

    private static String test(Schedule schedule, Cluster cluster, boolean ownWords) {
        return schedule.asTest(
                "@ReplicatedPostgres // a cluster like this one:\n"
                        + cluster.describe().lines().map(line -> "// " + line).collect(Collectors.joining("\n")),
                ownWords);
    }

    private static List<Check> promised(Cluster cluster) {
        var promised = new ArrayList<Check>(List.of(
                Guarantees.noRejectedWritePresent(),
                Guarantees.noWriteDoneTwice(),
                Guarantees.convergedWithin(cluster.deadline())));
        if (cluster.spec().synchronousStandbys().method() != Method.NONE) {
            promised.add(0, Guarantees.noAcknowledgedWriteLost());
        }
        return promised;
    }
}
