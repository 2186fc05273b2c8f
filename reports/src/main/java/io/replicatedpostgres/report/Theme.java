package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The tests on one subject: those of one package, or, if all tests of the run are in one, those of one class.
 *
 * @param name what it is called
 * @param tests the worst first
 * @param anchor of its part of the page
 * @param open whether its tests are seen from the beginning
 */
record Theme(String name, List<TestResult> tests, String anchor, boolean open) {

    private static final String UNREADABLE = "journals without a test";

    /** In the order of their worst tests. */
    static List<Theme> of(List<TestResult> tests) {
        boolean onePackage = tests.stream()
                        .map(test -> test.last().digest().packageName())
                        .distinct()
                        .count()
                <= 1;
        Map<String, List<TestResult>> byName = new LinkedHashMap<>();
        tests.forEach(test -> byName.computeIfAbsent(name(test, onePackage), unseen -> new ArrayList<>())
                .add(test));
        List<Map.Entry<String, List<TestResult>>> inOrder = byName.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, List<TestResult>> theme) ->
                                theme.getValue().get(0).verdict())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        var themes = new ArrayList<Theme>();
        for (var theme : inOrder) {
            boolean open = theme.getValue().get(0).verdict().isBad();
            themes.add(new Theme(theme.getKey(), List.copyOf(theme.getValue()), "theme-" + themes.size(), open));
        }
        return themes;
    }

    /** How many came out how. */
    String counts() {
        return tests.stream()
                .collect(Collectors.groupingBy(TestResult::verdict, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(one -> String.format(
                        Locale.ROOT, "%,d %s", one.getValue(), one.getKey().word()))
                .collect(Collectors.joining(", "));
    }

    /** The class of its style: that of its worst test. */
    String style() {
        return tests.get(0).verdict().code();
    }

    private static String name(TestResult test, boolean onePackage) {
        String type = test.last().className();
        if (type.isEmpty()) {
            return UNREADABLE;
        }
        String inside = test.last().digest().packageName();
        return onePackage || inside.isEmpty() ? type : inside.substring(inside.lastIndexOf('.') + 1);
    }
}
