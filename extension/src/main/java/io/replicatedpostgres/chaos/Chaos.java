package io.replicatedpostgres.chaos;

import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.Seeded;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.ManagerKind;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Mischief at random, under load: draws a schedule from a seed, runs it, lets the cluster heal, and checks the guarantees. A
 * schedule that breaks one, or that cannot be run to its end, is shrunk on clusters of the same spec and printed as a test to
 * paste.
 *
 * <pre>{@code
 * Chaos.seed(42).faults(ISOLATE, FAILOVER).lasting(Duration.ofSeconds(20)).run(cluster);
 * }</pre>
 *
 * The same seed gives the same schedule, not the same outcome: servers, networks and clients have a time of their own.
 */
public final class Chaos {

    private static final String PG_REWIND = "pg_rewind";
    private static final Duration LASTING = Duration.ofSeconds(5);
    private static final Duration LASTING_WITH_A_MANAGER = Duration.ofSeconds(30);

    private final @Nullable Long seed;
    private final List<Step> given;
    private @Nullable List<Mischief> mischief;
    private @Nullable Function<Cluster, Workload> workload;
    private List<DatabaseWork> alongside = List.of();
    private @Nullable Duration lasting;
    private @Nullable List<Check> checks;

    private Chaos(@Nullable Long seed, List<Step> given) {
        this.seed = seed;
        this.given = List.copyOf(given);
    }

    /** A schedule drawn from this number. */
    public static Chaos seed(long seed) {
        return new Chaos(seed, List.of());
    }

    /** This schedule, as a failure printed it. */
    public static Chaos replay(Step first, Step... others) {
        Given.value("first", first);
        Given.each("others", others);
        var steps = new ArrayList<Step>(Arrays.asList(others));
        steps.add(0, first);
        return new Chaos(null, steps);
    }

    /**
     * What may be done; by default everything but {@link Mischief#FAILOVER_AFTER_A_CUT} and what needs disks. With a failover manager it
     * promotes, and not the test: failovers come of the other mischief, and what strikes the manager is added.
     */
    public Chaos faults(Mischief first, Mischief... others) {
        Given.value("first", first);
        Given.each("others", others);
        var all = new ArrayList<Mischief>(Arrays.asList(others));
        all.add(0, first);
        mischief = List.copyOf(all);
        return this;
    }

    /** What clients do meanwhile; by default {@link Workload#inserts(Cluster)}. */
    public Chaos workload(Function<Cluster, Workload> begins) {
        Given.value("begins", begins);
        workload = begins;
        return this;
    }

    /**
     * What the database does besides, all the time; by default nothing.
     */
    public Chaos alongside(DatabaseWork first, DatabaseWork... others) {
        Given.value("first", first);
        Given.each("others", others);
        alongside = List.copyOf(EnumSet.of(first, others));
        return this;
    }

    /**
     * For how long the pauses and holds of the schedule last together; by default 5 s, and 30 s with a failover manager, whose steps hold for
     * up to 18 s, longer than it takes to call a node dead.
     */
    public Chaos lasting(Duration duration) {
        lasting = Given.time("duration", duration);
        return this;
    }

    /**
     * What must hold. By default what {@link io.replicatedpostgres.check.Guarantees#promised} says of such a cluster, as at the
     * end of every test, and that all nodes converge within the deadline of the cluster.
     */
    public Chaos upholding(Check first, Check... others) {
        Given.value("first", first);
        Given.each("others", others);
        var all = new ArrayList<Check>(Arrays.asList(others));
        all.add(0, first);
        checks = List.copyOf(all);
        return this;
    }

    /** The schedule that would be run on such a cluster. */
    public Schedule schedule(Cluster cluster) {
        Given.value("cluster", cluster);
        return schedule(
                cluster.spec().nodes().stream().map(node -> node.ref().name()).toList(), Mischief.managerOf(cluster));
    }

    /** The one that would be run on nodes of these names, under such a failover manager. */
    Schedule schedule(List<String> nodes, ManagerKind manager) {
        if (seed == null) {
            return new Schedule("replayed", given);
        }
        boolean managed = manager != ManagerKind.NONE;
        return Schedule.draw(
                seed,
                mischief == null ? Mischief.byDefault(manager) : mischief,
                nodes,
                lasting == null ? (managed ? LASTING_WITH_A_MANAGER : LASTING) : lasting,
                managed ? Schedule.Pace.OF_A_MANAGER : Schedule.Pace.QUICK);
    }

    /**
     * Runs it. Whatever is thrown in the middle of it (a verb at its deadline, clients that hang, an error of a mischief), the
     * cluster is repaired and the guarantees are judged all the same.
     *
     * @throws AssertionError if a guarantee is broken or not known to hold, or if the schedule could not be run to its end; with
     *     the reason, the schedule, and the shortest one found that fails for the same reason, as a test. What was thrown is
     *     its cause
     * @throws SpecException if a step names a node that the cluster does not have, does what cannot be done with its failover manager or
     *     without one, or needs {@code pg_rewind} and a node has none, or if what is done alongside needs another setting; nothing is done then
     */
    public void run(Cluster cluster) {
        Given.value("cluster", cluster);
        cluster.requireOpen("no schedule can be run on %s".formatted(cluster));
        Schedule schedule = schedule(cluster);
        requireNodes(schedule, Trial.namesOf(cluster));
        requirePossible(schedule, Mischief.managerOf(cluster));
        requireRewind(schedule, cluster);
        SideWork.requireSettings(cluster, alongside);
        if (seed != null) {
            cluster.journal().append(new Seeded("chaos", seed));
        }
        var trial = new Trial(workload == null ? Workload::inserts : workload, alongside, checks);
        trial.demand(cluster, schedule, origin(), workload != null);
    }

    /** Where its schedule is from, in words. */
    String origin() {
        return seed == null ? "a schedule that was given" : "seed " + seed;
    }

    static void requirePossible(Schedule schedule, ManagerKind manager) {
        for (Step step : schedule.steps()) {
            step.mischief().whyNot(manager).ifPresent(reason -> {
                throw new SpecException("%s: %s.".formatted(step, reason));
            });
        }
    }

    private static void requireRewind(Schedule schedule, Cluster cluster) {
        List<Node> without = cluster.nodes().stream()
                .filter(node -> !node.hasTool(PG_REWIND))
                .toList();
        for (Step step : schedule.steps()) {
            if (step.mischief().rewinds() && !without.isEmpty()) {
                throw SpecException.of(
                        step.toString(),
                        "the old primary comes back by pg_rewind, which is missing on %s".formatted(without.get(0)),
                        "Name other mischief by faults(…), or use binaries that have it");
            }
        }
    }

    static void requireNodes(Schedule schedule, List<String> names) {
        for (Step step : schedule.steps()) {
            step.node().filter(name -> !names.contains(name)).ifPresent(name -> {
                throw SpecException.of(step.toString(), "there is no node \"" + name + "\"", "Name one of " + names);
            });
        }
    }
}
