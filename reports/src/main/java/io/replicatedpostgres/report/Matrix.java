package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which scenario came out how on which version of PostgreSQL and which runtime. A test that had no cluster is in no column.
 *
 * @param columns versions and runtimes
 * @param rows scenarios, the worst first
 */
record Matrix(List<String> columns, List<Row> rows) {

    private static final Comparator<String> BY_NUMBER =
            Comparator.comparingInt(Matrix::number).thenComparing(Comparator.naturalOrder());

    /**
     * A scenario.
     *
     * @param scenario its name
     * @param cells one for each column; without tests if it was not run there
     */
    record Row(String scenario, List<Cell> cells) {

        /** The name of the test, without its class. */
        String test() {
            int behindTheClass = scenario.indexOf(" · ");
            return behindTheClass < 0 ? scenario : scenario.substring(behindTheClass + 3);
        }
    }

    /**
     * A scenario on a version and a runtime.
     *
     * @param tests the worst first: several if the scenario is a repeated or a parameterized test
     */
    record Cell(List<TestResult> tests) {

        boolean isEmpty() {
            return tests.isEmpty();
        }

        Verdict verdict() {
            return tests.get(0).verdict();
        }

        /** The verdict, and of how many. */
        String word() {
            long same =
                    tests.stream().filter(test -> test.verdict() == verdict()).count();
            if (tests.size() == 1) {
                return verdict().word();
            }
            return same == tests.size()
                    ? "%s %s".formatted(same, verdict().word())
                    : "%s of %s %s".formatted(same, tests.size(), verdict().word());
        }
    }

    /** Of tests with the worst first. */
    static Matrix of(List<TestResult> tests) {
        var columns = new TreeSet<>(BY_NUMBER);
        var rows = new LinkedHashMap<String, Map<String, List<TestResult>>>();
        for (TestResult test : tests) {
            Digest digest = test.last().digest();
            for (String column : digest.columns()) {
                columns.add(column);
                rows.computeIfAbsent(digest.scenario(), unseen -> new LinkedHashMap<>())
                        .computeIfAbsent(column, unseen -> new ArrayList<>())
                        .add(test);
            }
        }
        List<String> inOrder = List.copyOf(columns);
        return new Matrix(
                inOrder,
                rows.entrySet().stream()
                        .map(row -> new Row(
                                row.getKey(),
                                inOrder.stream()
                                        .map(column -> new Cell(row.getValue().getOrDefault(column, List.of())))
                                        .toList()))
                        .toList());
    }

    private static int number(String column) {
        String digits = column.replaceAll("\\D+", " ").strip();
        return digits.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(digits.split(" ", 2)[0]);
    }
}
