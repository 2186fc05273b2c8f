package io.replicatedpostgres.chaos;

import io.replicatedpostgres.assertions.Judgement;
import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.workload.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Runs schedules and judges what came of them: first what happened during the faults, then that all is well after them. */
final class Trial {

    private final Function<Cluster, Workload> workload;
    private final List<Check> checks;

    Trial(Function<Cluster, Workload> workload, List<Check> checks) {
        this.workload = workload;
        this.checks = checks;
    }

    /** The guarantees that do not hold on this cluster. A verb that fails is thrown: then nothing can be said. */
    List<Verdict> broken(Cluster cluster, List<Step> steps) {
        try (Workload load = workload.apply(cluster)) {
            load.awaitAcknowledged(1);
            for (Step step : steps) {
                new Pause(step.after()).now();
                cluster.journal().append(new Note("chaos: " + step));
                Node node = cluster.node(step.node());
                step.mischief().act(cluster, node, new Pause(step.hold()));
                cluster.awaitInSync();
            }
            load.awaitAcknowledged(1);
        }
        cluster.settle();
        cluster.awaitConverged(cluster.deadline());
        return Judgement.of(cluster, checks).stream()
                .filter(verdict -> verdict.outcome() != Verdict.Outcome.PASS)
                .toList();
    }

    /** Whether they fail on another cluster of the same spec. One that cannot be run to its end does not count. */
    boolean failsAgain(Cluster like, List<Step> steps) {
        Path directory = temporary();
        Path journal = directory.resolve("journal.jsonl");
        var secrets = Secrets.of();
        try (Journal recorded = Journal.create(journal, secrets);
                Cluster cluster = Cluster.start(like.spec(), new Recording(recorded, secrets))) {
            return broken(cluster, steps).stream().anyMatch(verdict -> verdict.outcome() == Verdict.Outcome.FAIL);
        } catch (RuntimeException e) {
            return false;
        } finally {
            remove(journal);
            remove(directory);
        }
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
}
