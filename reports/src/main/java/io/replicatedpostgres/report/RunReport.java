package io.replicatedpostgres.report;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All tests of a module, the worst first.
 *
 * @param tests each with its attempts
 */
record RunReport(List<TestResult> tests) {

    private static final int WORST_SHOWN = 3;

    long count(Verdict verdict) {
        return tests.stream().filter(test -> test.verdict() == verdict).count();
    }

    long bad() {
        return tests.stream().filter(test -> test.verdict().isBad()).count();
    }

    long flaky() {
        return tests.stream().filter(TestResult::isFlaky).count();
    }

    /** The result in a sentence. */
    String headline() {
        if (tests.isEmpty()) {
            return "No test has left a journal";
        }
        if (bad() > 0) {
            return tests.size() == 1
                    ? "The test did not pass"
                    : "%d of %d tests did not pass".formatted(bad(), tests.size());
        }
        if (count(Verdict.PASSED) == tests.size()) {
            return tests.size() == 1 ? "The test passed" : "All %d tests passed".formatted(tests.size());
        }
        return "%d of %d tests passed, none failed".formatted(count(Verdict.PASSED), tests.size());
    }

    String mood() {
        return bad() > 0 ? "failed" : count(Verdict.PASSED) > 0 ? "passed" : "skipped";
    }

    String versions() {
        return distinct(tests.stream().map(test -> test.last().versions()).toList());
    }

    String runtimes() {
        return distinct(tests.stream().map(test -> test.last().runtimes()).toList());
    }

    /** When the last attempt began. */
    String lastStarted() {
        return tests.stream()
                .map(test -> test.last().started())
                .filter(started -> started.isAfter(Instant.EPOCH))
                .max(Comparator.naturalOrder())
                .map(Times::wall)
                .orElse("");
    }

    Matrix matrix() {
        return Matrix.of(tests);
    }

    GuaranteeTable guarantees() {
        return GuaranteeTable.of(tests);
    }

    /** The first tests that did not pass. */
    List<TestResult> worst() {
        return tests.stream()
                .filter(test -> test.verdict().isBad())
                .limit(WORST_SHOWN)
                .toList();
    }

    /** Whether its section is open from the beginning: of many it would be too much to load at once. */
    boolean isOpen(TestResult test) {
        return tests.size() == 1 || worst().contains(test);
    }

    /** How many more did not pass. */
    long worstLeftOut() {
        return bad() - worst().size();
    }

    /** The tests that measured something, the worst first. */
    List<TestResult> measured() {
        return tests.stream()
                .filter(test -> test.last().digest().measures().isMeasured())
                .sorted(Comparator.comparing(test -> test.last().digest().measures(), Measures.WORST_FIRST))
                .toList();
    }

    /** The tests that were not run, by the reason. */
    Map<String, List<TestResult>> notRun() {
        return tests.stream()
                .filter(test -> test.verdict() == Verdict.SKIPPED || test.verdict() == Verdict.ABORTED)
                .collect(Collectors.groupingBy(test -> test.last().message(), LinkedHashMap::new, Collectors.toList()));
    }

    /** On what it ran. */
    List<String> origins() {
        return tests.stream()
                .flatMap(test -> test.last().digest().origins().stream())
                .distinct()
                .sorted()
                .toList();
    }

    private static String distinct(List<String> texts) {
        return texts.stream()
                .filter(text -> !text.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
