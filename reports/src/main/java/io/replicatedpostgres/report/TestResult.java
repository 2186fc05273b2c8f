package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A test with all its attempts. The last one counts.
 *
 * @param attempts in the order of their beginnings; at least one
 */
record TestResult(List<Summary> attempts) {

    /** Of how many attempts everything is shown; older ones would only fill the page. */
    static final int SHOWN_MAX = 3;

    private static final Comparator<TestResult> WORST_FIRST = Comparator.comparing(TestResult::verdict)
            .thenComparing(result -> !result.isFlaky())
            .thenComparing(result -> result.last().className())
            .thenComparing(result -> result.last().name());

    /** Puts the attempts at the same test together, and the worst test first. */
    static List<TestResult> of(List<Summary> summaries) {
        var byTest = new LinkedHashMap<String, List<Summary>>();
        summaries.stream()
                .sorted(Comparator.comparing(Summary::started))
                .forEach(summary -> byTest.computeIfAbsent(summary.test(), unseen -> new ArrayList<>())
                        .add(summary));
        return byTest.values().stream().map(TestResult::new).sorted(WORST_FIRST).toList();
    }

    Summary last() {
        return attempts.get(attempts.size() - 1);
    }

    Verdict verdict() {
        return last().verdict();
    }

    /** The older attempts, the latest of them first. */
    List<Summary> older() {
        var older = new ArrayList<>(attempts.subList(0, attempts.size() - 1));
        Collections.reverse(older);
        return older;
    }

    List<Summary> olderShown() {
        return older().stream().limit(SHOWN_MAX - 1L).toList();
    }

    int olderLeftOut() {
        return older().size() - olderShown().size();
    }

    /** Whether it failed before it passed, in one run: in another one the code may have been mended between. */
    boolean isFlaky() {
        return verdict().isPassed()
                && older().stream().anyMatch(old -> old.verdict().isBad() && isOfTheSameRun(old));
    }

    boolean isOfTheSameRun(Summary old) {
        return old.isOfTheSameRunAs(last());
    }
}
