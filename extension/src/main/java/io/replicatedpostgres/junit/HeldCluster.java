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
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.Keep;
import io.replicatedpostgres.topology.Closing;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Failures failures = new Failures();
    private final Kept kept;
    private final Set<String> found = ConcurrentHashMap.newKeySet();
    private final SharedUse use;

    private HeldCluster(Cluster cluster, Journal journal, Kept kept, ExtensionContext context) {
        this.cluster = cluster;
        this.journal = journal;
        this.kept = kept;
        this.context = context;
        this.use = new SharedUse(cluster);
    }

    static HeldCluster start(ExtensionContext context, ClusterSpec spec) {
        var secrets = Secrets.of();
        Journal journal = ReportFolder.current()
                .map(folder -> journal(folder, context, secrets))
                .orElseGet(Journal::none);
        journal.append(ScenarioDescription.of(context));
        journal.append(Promises.of(context, spec));
        var kept = new Kept(journal);
        @Nullable Cluster cluster = null;
        try {
            cluster = Cluster.start(spec, new Recording(journal, secrets, () -> {}, () -> failedStart(spec, kept)));
            tellOnce(cluster.whereabouts());
            cluster.warning().ifPresent(warning -> tellOnce("warning: " + warning + "."));
            journal.append(RunAgain.command(context, cluster));
            return new HeldCluster(cluster, journal, kept, context);
        } catch (RuntimeException | Error e) {
            Optional<Cluster> started = Optional.ofNullable(cluster);
            Optional<Path> at = kept.isUntold() ? Optional.empty() : kept.directory();
            if (!kept.isUntold()) {
                kept.notice().ifPresent(e::addSuppressed);
            }
            Closing.after(
                    e,
                    List.of(
                            () -> started.ifPresent(Cluster::close),
                            () -> journal.append(new ScenarioEnded(
                                    ScenarioResult.FAILED,
                                    e.toString(),
                                    at.map(Path::toString).orElse(null))),
                            journal::close));
            throw e;
        }
    }

    private static Journal journal(ReportFolder folder, ExtensionContext context, Secrets secrets) {
        try {
            return folder.newJournal(context.getUniqueId(), secrets);
        } catch (UncheckedIOException e) {
            throw SpecException.of(
                    "the directory of the report, " + folder.path(),
                    "nothing can be written there (%s)".formatted(e.getCause()),
                    "Run the tests where their output can be written, or name another directory with -Djunit.platform.reporting.output.dir=/tmp/tests");
        }
    }

    /** There are servers, and they did not come up: what they wrote tells why. */
    private static Optional<Path> failedStart(ClusterSpec spec, Kept kept) {
        if (spec.place().keep() == Keep.NEVER) {
            return Optional.empty();
        }
        kept.notice();
        return kept.directory();
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
    void failed(ExtensionContext test, Throwable reason) {
        if (!failures.add(test.getUniqueId().equals(context.getUniqueId()) ? "" : test.getDisplayName(), reason)) {
            return;
        }
        if (reason instanceof AssertionError) {
            journal.append(new AssertionFailed(failures.last()));
        }
        if (isKept(result(reason))) {
            kept.notice().ifPresent(reason::addSuppressed);
        }
    }

    @Override
    public void close() {
        Undisturbed.run(this::judgeAndClose);
    }

    private void judgeAndClose() {
        if (!failures.areThere()) {
            context.getExecutionException().ifPresent(reason -> failures.add("", reason));
        }
        Optional<AssertionError> broken = failures.areThere() ? Optional.empty() : judged();
        broken.ifPresent(error -> failures.add("", error));
        ScenarioResult result = failures.result();
        Optional<Path> keepAt = isKept(result) ? kept.directory() : Optional.empty();
        if (result == ScenarioResult.FAILED && isKept(result) && kept.isUntold()) {
            kept.notice()
                    .ifPresent(notice -> broken.ifPresentOrElse(
                            error -> error.addSuppressed(notice),
                            () -> System.out.println("Replicated Postgres: %s: %s"
                                    .formatted(context.getDisplayName(), notice.getMessage()))));
        }
        ScenarioEnded ended = new ScenarioEnded(
                result, failures.words(), keepAt.map(Path::toString).orElse(null));
        Closing.all(List.of(
                () -> keepAt.ifPresentOrElse(cluster::closeAndKeep, cluster::close),
                () -> journal.append(ended),
                journal::close));
        if (broken.isPresent()) {
            throw broken.get();
        }
    }

    private boolean isKept(ScenarioResult result) {
        Keep keep = cluster.spec().place().keep();
        return keep == Keep.ALWAYS || (keep == Keep.ON_FAILURE && result == ScenarioResult.FAILED);
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
                failed(test, broken);
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

    static ScenarioResult result(Throwable reason) {
        return reason instanceof TestAbortedException ? ScenarioResult.ABORTED : ScenarioResult.FAILED;
    }
}
