package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which guarantees held in how many tests.
 *
 * @param lines the most often broken first
 */
record GuaranteeTable(List<Line> lines) {

    /**
     * A guarantee.
     *
     * @param guarantee its name
     * @param broken the tests in which it did not hold
     * @param unknown the tests in which it is not known
     * @param allowed the tests in which it did not hold, and no promise forbids that
     * @param notApplicable the tests whose cluster does not promise it
     * @param held the tests in which it held
     */
    record Line(
            String guarantee,
            List<TestResult> broken,
            List<TestResult> unknown,
            List<TestResult> allowed,
            List<TestResult> notApplicable,
            List<TestResult> held) {

        Line(String guarantee) {
            this(
                    guarantee,
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>(),
                    new ArrayList<>());
        }

        private void add(TestResult test, GuaranteeVerdict verdict) {
            switch (verdict) {
                case FAIL -> broken.add(test);
                case UNKNOWN -> unknown.add(test);
                case ALLOWED -> allowed.add(test);
                case NOT_APPLICABLE -> notApplicable.add(test);
                case PASS -> held.add(test);
            }
        }

        /** The class of its style: that of the worst. */
        public String style() {
            if (!broken.isEmpty()) {
                return "broken";
            }
            return unknown.isEmpty() && allowed.isEmpty() ? "" : "doubtful";
        }
    }

    static GuaranteeTable of(List<TestResult> tests) {
        Map<String, Line> lines = new TreeMap<>();
        tests.forEach(test -> test.last()
                .digest()
                .guarantees()
                .forEach((guarantee, verdict) ->
                        lines.computeIfAbsent(guarantee, Line::new).add(test, verdict)));
        return new GuaranteeTable(lines.values().stream()
                .sorted(Comparator.comparingInt((Line line) -> -line.broken().size())
                        .thenComparingInt(line -> -line.unknown().size())
                        .thenComparingInt(line -> -line.allowed().size()))
                .toList());
    }
}
