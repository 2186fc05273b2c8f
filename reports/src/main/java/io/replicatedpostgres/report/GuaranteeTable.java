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
     * @param unknown the tests in which nobody knows
     * @param held the tests in which it held
     */
    record Line(String guarantee, List<TestResult> broken, List<TestResult> unknown, List<TestResult> held) {

        Line(String guarantee) {
            this(guarantee, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }

        private void add(TestResult test, String verdict) {
            switch (verdict) {
                case "FAIL" -> broken.add(test);
                case "PASS" -> held.add(test);
                default -> unknown.add(test);
            }
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
                        .thenComparingInt(line -> -line.unknown().size()))
                .toList());
    }
}
