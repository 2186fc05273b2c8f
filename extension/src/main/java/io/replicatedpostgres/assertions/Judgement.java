package io.replicatedpostgres.assertions;

import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Expected;
import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Verdict;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.journal.GuaranteeChecked;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges what was recorded of a cluster so far, and records the verdicts. */
public final class Judgement {

    private Judgement() {}

    /** The verdicts of these checks. Without a journal nothing is known. */
    public static List<Verdict> of(Cluster cluster, List<Check> checks) {
        Given.value("cluster", cluster);
        Given.each("checks", checks);
        Optional<History> history = cluster.journal().path().map(History::of);
        if (history.isEmpty()) {
            return checks.stream().map(Judgement::nothingRecorded).toList();
        }
        return recorded(cluster, checks, history.get(), false);
    }

    /** The verdicts on what PostgreSQL and the spec promise, less what the test expects; none without a workload. */
    public static List<Verdict> ofPromises(Cluster cluster) {
        Given.value("cluster", cluster);
        return cluster.journal()
                .path()
                .map(History::of)
                .map(history -> recorded(cluster, Guarantees.promised(history), history, true))
                .orElse(List.of());
    }

    /** What speaks for each thing that a test may announce, so far: {@link Expected#seen}. */
    public static Map<Expectation, Set<String>> seen(Cluster cluster) {
        Given.value("cluster", cluster);
        return cluster.journal().path().map(History::of).map(Expected::seen).orElse(Map.of());
    }

    /**
     * The same as {@link #ofPromises}, and a broken verdict for each thing that the test announced and that did not come.
     *
     * @param before what {@link #seen} said when the test began: it does not count
     */
    public static List<Verdict> ofPromisesAndExpectations(Cluster cluster, Map<Expectation, Set<String>> before) {
        Given.each("before", before);
        Given.value("cluster", cluster);
        Optional<History> history = cluster.journal().path().map(History::of);
        if (history.isEmpty()) {
            return List.of();
        }
        var verdicts = new ArrayList<>(recorded(cluster, Guarantees.promised(history.get()), history.get(), true));
        List<Verdict> unmet = Expected.unmet(history.get(), before);
        unmet.forEach(verdict -> record(cluster, verdict, true));
        verdicts.addAll(unmet);
        return verdicts;
    }

    private static List<Verdict> recorded(Cluster cluster, List<Check> checks, History history, boolean promised) {
        List<Verdict> verdicts = Check.all(checks, history);
        verdicts.forEach(verdict -> record(cluster, verdict, promised));
        return verdicts;
    }

    private static void record(Cluster cluster, Verdict verdict, boolean promised) {
        cluster.journal()
                .append(new GuaranteeChecked(
                        verdict.guarantee(), verdict.outcome().name(), verdict.reason(), verdict.evidence(), promised));
    }

    private static Verdict nothingRecorded(Check check) {
        return new Verdict(
                check.guarantee(),
                Verdict.Outcome.UNKNOWN,
                "nothing was recorded. Start the cluster with a Recording, or by @ReplicatedPostgres",
                List.of());
    }
}
