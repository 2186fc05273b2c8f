package io.replicatedpostgres.report;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All tests of a run, the worst first.
 *
 * @param tests each with its attempts
 * @param earlier how many journals of earlier runs lie beside those of this one, and are not shown
 * @param folder where all of them are; empty if nothing is left out
 */
record RunReport(List<TestResult> tests, int earlier, String folder) {

    private static final int WORST_SHOWN = 3;

    /** Of so many tests a reader finds each without a search. */
    private static final int FEW = 12;

    private static final Comparator<TestResult> LOSSES_FIRST =
            Comparator.comparing(test -> test.last().digest().measures().lostRows() == 0);
    private static final List<Verdict> TALLIED = List.of(
            Verdict.PASSED,
            Verdict.LOSS_ALLOWED,
            Verdict.UNKNOWN,
            Verdict.BROKEN,
            Verdict.FAILED,
            Verdict.UNFINISHED,
            Verdict.UNREADABLE,
            Verdict.ABORTED,
            Verdict.SKIPPED);

    /** A finding of a detector in a test. */
    record Found(TestResult test, Detected finding) {}

    long count(Verdict verdict) {
        return tests.stream().filter(test -> test.verdict() == verdict).count();
    }

    long bad() {
        return count(Verdict::isBad);
    }

    long doubtful() {
        return count(Verdict::isDoubtful);
    }

    private long count(Predicate<Verdict> which) {
        return tests.stream().filter(test -> which.test(test.verdict())).count();
    }

    long flaky() {
        return tests.stream().filter(TestResult::isFlaky).count();
    }

    /** Which shards wrote the journals. */
    Shards shards() {
        return Shards.of(tests);
    }

    /** The result in a sentence. */
    String headline() {
        Shards shards = shards();
        return shards.areIncomplete()
                ? result() + ", and nothing is known of " + String.join(", ", shards.missing())
                : result();
    }

    private String result() {
        if (tests.isEmpty()) {
            return "No test has left a journal";
        }
        if (bad() > 0) {
            String doubts = doubtful() == 0 ? "" : ", " + counts(Verdict::isDoubtful);
            return tests.size() == 1
                    ? "The test did not pass"
                    : "%s of %s tests did not pass%s".formatted(bad(), tests.size(), doubts);
        }
        if (doubtful() > 0) {
            return tests.size() == 1 ? "The test " + tests.get(0).verdict().word() : tally();
        }
        if (count(Verdict.PASSED) == tests.size()) {
            return tests.size() == 1 ? "The test passed" : "All %s tests passed".formatted(tests.size());
        }
        return "%s of %s tests passed, none failed".formatted(count(Verdict.PASSED), tests.size());
    }

    /** How many came out how, such as {@code 8 tests: 6 passed, 1 passed with something unknown, 1 failed}. */
    String tally() {
        return Markdown.count(tests.size(), "test") + ": " + counts(verdict -> true);
    }

    private String counts(Predicate<Verdict> which) {
        return TALLIED.stream()
                .filter(which)
                .filter(verdict -> count(verdict) > 0)
                .map(verdict -> "%s %s".formatted(count(verdict), verdict.word()))
                .collect(Collectors.joining(", "));
    }

    String mood() {
        if (bad() > 0) {
            return "failed";
        }
        return doubtful() > 0 || shards().areIncomplete()
                ? "doubtful"
                : count(Verdict.PASSED) > 0 ? "passed" : "skipped";
    }

    /** What to say of the journals that are not shown; empty if all are. */
    String leftOut() {
        return earlier == 0
                ? ""
                : "%s of earlier runs %s not shown; `java -jar replicated-postgres-reports-cli.jar merge %s -o all.html` shows them all."
                        .formatted(Markdown.count(earlier, "journal"), earlier == 1 ? "is" : "are", folder);
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

    /** How many tests had no cluster, as those that were not run. */
    long withoutCluster() {
        return tests.stream()
                .filter(test -> test.last().digest().columns().isEmpty())
                .count();
    }

    GuaranteeTable guarantees() {
        return GuaranteeTable.of(tests);
    }

    /** The first tests that did not pass, and the first of those that passed and are not green; of each the losses first. */
    List<TestResult> worst() {
        return Stream.concat(
                        notGreen(Verdict::isBad).limit(WORST_SHOWN),
                        notGreen(Verdict::isDoubtful).limit(WORST_SHOWN))
                .toList();
    }

    /** The others that are not green. */
    List<TestResult> worstLeftOut() {
        return Stream.concat(
                        notGreen(Verdict::isBad).skip(WORST_SHOWN),
                        notGreen(Verdict::isDoubtful).skip(WORST_SHOWN))
                .toList();
    }

    private Stream<TestResult> notGreen(Predicate<Verdict> which) {
        return tests.stream().filter(test -> which.test(test.verdict())).sorted(LOSSES_FIRST);
    }

    /** Whether there are so many tests that the page has contents, themes and a search. */
    boolean isLong() {
        return tests.size() > FEW;
    }

    /** Whether its section is open from the beginning: of many it would be too much to load, and to scroll past. */
    boolean isOpen(TestResult test) {
        return tests.size() == 1 || (tests.size() <= FEW && test.verdict().isBad() && worst().contains(test));
    }

    /** The tests by their subject, that of the worst test first. */
    List<Theme> themes() {
        return Theme.of(tests);
    }

    /** All that detectors found, whatever became of the tests. */
    long findings() {
        return tests.stream()
                .mapToLong(test -> (long) test.last().digest().findings().size()
                        + test.last().digest().findingsLeftOut())
                .sum();
    }

    /** What detectors found, as far as it is kept, in the order of the tests. */
    List<Found> found() {
        return tests.stream()
                .flatMap(test -> test.last().digest().findings().stream().map(finding -> new Found(test, finding)))
                .toList();
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
