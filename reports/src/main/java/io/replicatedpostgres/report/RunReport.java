package io.replicatedpostgres.report;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All tests of a module, the worst first.
 *
 * @param tests each with its attempts
 */
record RunReport(List<TestResult> tests) {

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

    private static String distinct(List<String> texts) {
        return texts.stream()
                .filter(text -> !text.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
