package io.replicatedpostgres.chaos;

import io.replicatedpostgres.assertions.Judgement;
import io.replicatedpostgres.chaos.TrialResult.Thrown;
import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/** Runs schedules and judges what came of them: first what happened during the faults, then that all is well after them. */
final class Trial {

    private final Function<Cluster, Workload> workload;
    private final List<DatabaseWork> alongside;
    private final @Nullable List<Check> checks;
    private @Nullable Workload lastLoad;

    /**
     * A trial of schedules.
     *
     * @param workload begins what clients do
     * @param alongside what is done beside it
     * @param checks what must hold; null for what PostgreSQL and the spec promise, and that the nodes converge
     */
    Trial(Function<Cluster, Workload> workload, List<DatabaseWork> alongside, @Nullable List<Check> checks) {
        this.workload = workload;
        this.alongside = List.copyOf(alongside);
        this.checks = checks;
    }

    /** What the clients did in the last run; empty if the workload could not begin. */
    private Optional<Workload> lastLoad() {
        return Optional.ofNullable(lastLoad);
    }

    /**
     * Runs a schedule.
     *
     * @param origin where it is from
     * @param hasOwnLoad whether the test asked for the workload
     * @throws AssertionError if it failed, as {@link Failure} tells it
     */
    void demand(Cluster cluster, Schedule schedule, String origin, boolean hasOwnLoad) {
        TrialResult result = run(cluster, schedule.steps());
        if (!result.isFine()) {
            String begins = hasOwnLoad ? lastLoad().flatMap(Workload::asJava).orElse("") : null;
            throw new Failure(ground(cluster), schedule, origin, result)
                    .error((steps, reason) -> failsAgain(cluster, steps, reason), begins, alongside, checks);
        }
    }

    /** Runs the steps on this cluster. Whatever is thrown, the cluster is repaired then, and the guarantees are judged. */
    TrialResult run(Cluster cluster, List<Step> steps) {
        var progress = new Progress();
        Thrown thrown = progress.attempt(() -> work(cluster, steps, progress));
        if (Thread.currentThread().isInterrupted()) {
            return new TrialResult(thrown, List.of());
        }
        var repair = new ClusterRepair(cluster);
        boolean broke = thrown != null;
        if (broke) {
            repair.bringUp();
        }
        thrown = firstOf(thrown, progress.attempt("while the workload was settled", cluster::settle));
        if (broke) {
            repair.rejoin();
        }
        Thrown apart = progress.attempt("while the nodes were compared", () -> {
            cluster.awaitConverged(cluster.deadline());
            return true;
        });
        return TrialResult.of(thrown, apart, judged(cluster));
    }

    private boolean work(Cluster cluster, List<Step> steps, Progress progress) {
        progress.now("before its first step");
        try (Workload load = workload.apply(cluster);
                SideWork side = SideWork.begin(cluster, alongside)) {
            lastLoad = load;
            load.awaitAcknowledged(1);
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                progress.now("in step %s of %s, %s".formatted(i + 1, steps.size(), step));
                new Pause(step.after()).now();
                step.moment().ifPresent(new MomentWatch(cluster)::await);
                cluster.journal().append(new Note("chaos: " + step));
                progress.begun();
                step.mischief().act(cluster, step);
                cluster.awaitInSync();
            }
            progress.now("after its last step");
            load.awaitAcknowledged(1);
        }
        return true;
    }

    private List<Verdict> judged(Cluster cluster) {
        if (checks != null) {
            return Judgement.of(cluster, checks);
        }
        var verdicts = new ArrayList<Verdict>(Judgement.ofPromises(cluster));
        verdicts.addAll(Judgement.of(cluster, List.of(Guarantees.convergedWithin(cluster.deadline()))));
        return verdicts;
    }

    private static @Nullable Thrown firstOf(@Nullable Thrown first, @Nullable Thrown second) {
        return first == null ? second : first;
    }

    /**
     * Whether they fail for this reason on another cluster of the same spec. One that cannot be started does not count.
     *
     * @param like the cluster whose spec and expectations it has
     */
    boolean failsAgain(Cluster like, List<Step> steps, Reason reason) {
        Path directory = temporary();
        Path journal = directory.resolve("journal.jsonl");
        var secrets = Secrets.of();
        try (Journal recorded = Journal.create(journal, secrets)) {
            expectationsOf(like).ifPresent(recorded::append);
            try (Cluster cluster = Cluster.start(like.spec(), new Recording(recorded, secrets))) {
                return run(cluster, steps).reasons(namesOf(cluster)).contains(reason);
            } catch (RuntimeException e) {
                return false;
            }
        } finally {
            remove(journal);
            remove(directory);
        }
    }

    private static Failure.Ground ground(Cluster cluster) {
        return new Failure.Ground(
                cluster.spec(),
                namesOf(cluster),
                expectationsOf(cluster).map(Expectations::expected).orElse(List.of()),
                cluster.whereabouts());
    }

    private static Optional<Expectations> expectationsOf(Cluster cluster) {
        return cluster.journal().path().map(History::of).flatMap(History::expectations);
    }

    static List<String> namesOf(Cluster cluster) {
        return cluster.nodes().stream().map(node -> node.name()).toList();
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("replicated-postgres-chaos");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a run is, for what is thrown there. */
    private static final class Progress {

        private String when = "";
        private boolean begun;

        void now(String doing) {
            when = doing;
        }

        void begun() {
            begun = true;
        }

        @Nullable
        Thrown attempt(String doing, Callable<Boolean> act) {
            now(doing);
            return attempt(act);
        }

        /**
         * What an act throws; null if it returns. A failed assumption of the test passes, and so do errors after which nothing can be relied on,
         * as want of memory.
         */
        @Nullable
        Thrown attempt(Callable<Boolean> act) {
            try {
                act.call();
                return null;
            } catch (TestAbortedException e) {
                throw e;
            } catch (Exception | AssertionError | LinkageError | StackOverflowError e) {
                return new Thrown(e, when, begun);
            }
        }
    }
}
