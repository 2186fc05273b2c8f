package io.replicatedpostgres.junit;

import io.replicatedpostgres.await.Undisturbed;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Recording;
import io.replicatedpostgres.journal.AssertionFailed;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.ReportFolder;
import io.replicatedpostgres.journal.ScenarioEnded;
import io.replicatedpostgres.journal.ScenarioResult;
import io.replicatedpostgres.journal.Secrets;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Keep;
import io.replicatedpostgres.topology.Closing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * A cluster with its journal, for as long as the context that holds it. A store closes a CloseableResource always; what is
 * merely AutoCloseable only since JUnit 5.13, and not if a setting says no.
 */
@SuppressWarnings("deprecation") // in 5.13, and still there in 6
final class HeldCluster implements ExtensionContext.Store.CloseableResource, AutoCloseable {

    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private final Cluster cluster;
    private final Journal journal;
    private final ExtensionContext context;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Set<String> found = ConcurrentHashMap.newKeySet();
    private final SharedUse use;

    private HeldCluster(Cluster cluster, Journal journal, ExtensionContext context) {
        this.cluster = cluster;
        this.journal = journal;
        this.context = context;
        this.use = new SharedUse(cluster);
    }

    static HeldCluster start(ExtensionContext context, ClusterSpec spec) {
        var secrets = Secrets.of();
        Journal journal = ReportFolder.current()
                .map(folder -> folder.newJournal(context.getUniqueId(), secrets))
                .orElseGet(Journal::none);
        journal.append(TestWords.of(context));
        journal.append(Promises.of(context, spec));
        @Nullable Cluster cluster = null;
        try {
            cluster = Cluster.start(spec, new Recording(journal, secrets));
            tellOnce(cluster.whereabouts());
            journal.append(RunAgain.command(context, cluster));
            return new HeldCluster(cluster, journal, context);
        } catch (RuntimeException | Error e) {
            Optional<Cluster> started = Optional.ofNullable(cluster);
            Closing.after(
                    e,
                    List.of(
                            () -> started.ifPresent(Cluster::close),
                            () -> journal.append(new ScenarioEnded(ScenarioResult.FAILED, e.toString(), null)),
                            journal::close));
            throw e;
        }
    }

    /** On standard output, because a logger may lead nowhere, and everybody has to know what their tests ran on. */
    private static void tellOnce(String whereabouts) {
        if (TOLD.add(whereabouts)) {
            System.out.println("Replicated Postgres: " + whereabouts);
        }
    }

    Cluster cluster() {
        return cluster;
    }

    /** A test that uses the cluster failed or was aborted. Tells where the files will be. */
    void failed(Throwable reason) {
        if (!failure.compareAndSet(null, reason)) {
            return;
        }
        if (reason instanceof AssertionError) {
            journal.append(new AssertionFailed(String.valueOf(reason.getMessage())));
        }
        kept(reason).ifPresent(directory -> reason.addSuppressed(new KeptNotice(directory)));
    }

    @Override
    public void close() {
        Undisturbed.run(this::judgeAndClose);
    }

    private void judgeAndClose() {
        Throwable reason = failure.get();
        if (reason == null) {
            reason = context.getExecutionException().orElse(null);
        }
        Optional<AssertionError> broken = reason == null ? judged() : Optional.empty();
        reason = broken.<Throwable>map(error -> error).orElse(reason);
        Optional<Path> keepAt = kept(reason);
        ScenarioEnded ended = new ScenarioEnded(
                result(reason),
                reason == null ? null : reason.toString(),
                keepAt.map(Path::toString).orElse(null));
        Closing.all(List.of(
                () -> keepAt.ifPresentOrElse(cluster::closeAndKeep, cluster::close),
                () -> journal.append(ended),
                journal::close));
        if (broken.isPresent()) {
            throw broken.get();
        }
    }

    /** The end of all: the cluster's own promises, then those of the systems beside it. */
    private Optional<AssertionError> judged() {
        var verdicts = new ArrayList<Verdict>(
                Promises.verdicts(cluster, cluster::settleAtTheEnd, Promises.areAnnounced(context) ? Map.of() : null));
        tellAmber(context.getDisplayName(), Promises.amber(verdicts));
        for (Cluster second : cluster.secondSystems()) {
            List<Verdict> beside = Promises.verdicts(second, second::settleAtTheEnd);
            tellAmber(context.getDisplayName() + " (second system)", Promises.amber(beside));
            verdicts.addAll(beside);
        }
        return Promises.broken(unseen(verdicts));
    }

    /** A test that shares the cluster begins: what it announces counts until it ends. */
    void testBegins(ExtensionContext test) {
        if (use.begins(test) && Promises.differsFromItsClass(test)) {
            journal.append(Promises.of(test, cluster.spec()));
        }
    }

    /** A test that shares the cluster ends: what it broke is its failure, not that of the class. */
    void testEnds(ExtensionContext test) {
        List<Verdict> verdicts = Undisturbed.get(() -> unseen(use.ends(test)));
        if (Promises.differsFromItsClass(test)) {
            journal.append(Promises.of(context, cluster.spec()));
        }
        if (test.getExecutionException().isEmpty()) {
            // what is not known yet may be known at the end of the class
            tellAmber(
                    test.getDisplayName(),
                    Promises.amber(verdicts.stream()
                            .filter(verdict -> verdict.outcome() == Verdict.Outcome.ALLOWED)
                            .toList()));
            Promises.broken(verdicts).ifPresent(broken -> {
                failed(broken);
                throw broken;
            });
        }
    }

    /** Those that say anything that no earlier test of this cluster was told. */
    private List<Verdict> unseen(List<Verdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> verdict.evidence().stream()
                                        .map(line -> verdict.guarantee() + line)
                                        .filter(found::add)
                                        .count()
                                > 0
                        || verdict.evidence().isEmpty())
                .toList();
    }

    /** On standard output, as {@link #tellOnce}: a test that passes without a word is taken for a green one. */
    private static void tellAmber(String test, List<String> lines) {
        lines.forEach(line -> System.out.println("Replicated Postgres: %s: %s".formatted(test, line)));
    }

    private Optional<Path> kept(@Nullable Throwable reason) {
        Keep keep = cluster.spec().place().keep();
        boolean wanted = keep == Keep.ALWAYS || (keep == Keep.ON_FAILURE && result(reason) == ScenarioResult.FAILED);
        return wanted ? journal.path().flatMap(HeldCluster::beside) : Optional.empty();
    }

    /** {@code journals/<test>/<attempt>.jsonl} goes with {@code kept/<test>-<attempt>}. */
    private static Optional<Path> beside(Path journal) {
        Path test = journal.resolveSibling(".").normalize();
        String attempt = journal.getFileName().toString().replace(".jsonl", "");
        return ReportFolder.current()
                .map(folder -> folder.path().resolve("kept").resolve(test.getFileName() + "-" + attempt));
    }

    private static ScenarioResult result(@Nullable Throwable reason) {
        if (reason == null) {
            return ScenarioResult.PASSED;
        }
        return reason instanceof TestAbortedException ? ScenarioResult.ABORTED : ScenarioResult.FAILED;
    }
}
