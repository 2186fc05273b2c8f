package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two runs side by side: before and after a change of settings, of a minor version, of an image.
 *
 * @param before what the first run is called
 * @param after what the second one is called
 * @param rows the tests of either, what became worse first
 */
record Comparison(String before, String after, List<Row> rows) {

    /** The change of a test from one run to the other, the most important first. */
    enum Change {
        /** It did not fail before. */
        NEWLY_FAILING("newly failing"),
        /** It passes, and something is not known, was lost or is broken that was not in doubt before. */
        NEWLY_IN_DOUBT("newly in doubt"),
        /** It passes and failed before. */
        MENDED("mended"),
        /** It was run before, and not this time. */
        NO_LONGER_RUN("no longer run"),
        /** It was not run before. */
        NOW_RUN("now run"),
        /** There is a verdict of the same kind on it. */
        AS_BEFORE("as before");

        private final String word;

        Change(String word) {
            this.word = word;
        }

        /** As the page says it. */
        public String word() {
            return word;
        }
    }

    /**
     * A test in both runs.
     *
     * @param name its name
     * @param before null if the first run has none of that name
     * @param after null if the second run has none of that name
     */
    record Row(
            String name,
            @Nullable TestResult before,
            @Nullable TestResult after) {

        Change change() {
            boolean ran = ran(before);
            boolean runs = ran(after);
            if (runs && isBad(after) && !isBad(before)) {
                return Change.NEWLY_FAILING;
            }
            if (ran && isBad(before) && runs && !isBad(after)) {
                return Change.MENDED;
            }
            if (runs && isDoubtful(after) && !isDoubtful(before)) {
                return Change.NEWLY_IN_DOUBT;
            }
            return ran == runs ? Change.AS_BEFORE : ran ? Change.NO_LONGER_RUN : Change.NOW_RUN;
        }

        String verdictBefore() {
            return word(before);
        }

        String verdictAfter() {
            return word(after);
        }

        Measures measuresBefore() {
            return measures(before);
        }

        Measures measuresAfter() {
            return measures(after);
        }

        boolean isMeasured() {
            return measuresBefore().isMeasured() || measuresAfter().isMeasured();
        }

        /** How much longer clients were without writes, with its sign; a dash if one of the two is not known. */
        String rtoDifference() {
            var one = measuresBefore().clients();
            var other = measuresAfter().clients();
            if (one == null || other == null) {
                return "–";
            }
            long nanos = other.length().toNanos() - one.length().toNanos();
            return (nanos < 0 ? "−" : "+") + Times.lasting(Math.abs(nanos));
        }

        boolean losesMore() {
            return measuresAfter().lostRows() > measuresBefore().lostRows();
        }

        /** Guarantees that are broken now and were not before. */
        List<String> newlyBroken() {
            return broken(after, before);
        }

        /** Guarantees that were broken before and are judged and not broken now. */
        List<String> held() {
            return broken(before, after).stream()
                    .filter(name ->
                            after != null && after.last().digest().guarantees().containsKey(name))
                    .toList();
        }

        /** Settings asked for that are not the same. */
        List<String> settings() {
            if (before == null || after == null) {
                return List.of();
            }
            Map<String, String> one = before.last().digest().settings();
            Map<String, String> other = after.last().digest().settings();
            var names = new TreeSet<>(one.keySet());
            names.addAll(other.keySet());
            return names.stream()
                    .filter(name -> !Objects.equals(one.get(name), other.get(name)))
                    .map(name -> "%s: %s → %s"
                            .formatted(
                                    name,
                                    Objects.requireNonNullElse(one.get(name), "not set"),
                                    Objects.requireNonNullElse(other.get(name), "not set")))
                    .toList();
        }

        private static boolean ran(@Nullable TestResult test) {
            return test != null && test.verdict() != Verdict.SKIPPED && test.verdict() != Verdict.ABORTED;
        }

        private static boolean isBad(@Nullable TestResult test) {
            return test != null && test.verdict().isBad();
        }

        private static boolean isDoubtful(@Nullable TestResult test) {
            return test != null && test.verdict().isDoubtful();
        }

        private static String word(@Nullable TestResult test) {
            return test == null ? "not there" : test.verdict().word();
        }

        private static Measures measures(@Nullable TestResult test) {
            return test == null ? NOTHING : test.last().digest().measures();
        }

        private static List<String> broken(@Nullable TestResult here, @Nullable TestResult notHere) {
            if (here == null) {
                return List.of();
            }
            return here.last().digest().guarantees().entrySet().stream()
                    .filter(entry -> entry.getValue() == GuaranteeVerdict.FAIL)
                    .map(Map.Entry::getKey)
                    .filter(name -> notHere == null
                            || notHere.last().digest().guarantees().get(name) != GuaranteeVerdict.FAIL)
                    .toList();
        }
    }

    private static final Measures NOTHING = new Measures(null, null, false, 0, 0, 0, 0, 0, null);

    static Comparison of(String before, List<TestResult> one, String after, List<TestResult> other) {
        Map<String, TestResult> first = byName(one);
        Map<String, TestResult> second = byName(other);
        var names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        var rows = new ArrayList<Row>();
        names.forEach(name -> rows.add(new Row(name, first.get(name), second.get(name))));
        rows.sort(Comparator.comparing(Row::change));
        return new Comparison(before, after, List.copyOf(rows));
    }

    /** By what a test is called whatever it ran on: its unique id names the version. The worst of one name counts. */
    private static Map<String, TestResult> byName(List<TestResult> tests) {
        var byName = new LinkedHashMap<String, TestResult>();
        for (TestResult test : tests) {
            byName.putIfAbsent(name(test.last()), test);
        }
        return byName;
    }

    /** Class, method and, of a parameterized or repeated test, which of its invocations. */
    private static String name(Summary test) {
        String scenario = test.digest().scenario();
        String method = scenario.substring(scenario.lastIndexOf('·') + 1).strip();
        if (test.name().startsWith(method)) {
            return scenario.substring(0, scenario.length() - method.length()) + test.name();
        }
        return scenario + " · " + test.name();
    }

    List<Row> changed() {
        return rows.stream().filter(row -> row.change() != Change.AS_BEFORE).toList();
    }

    List<Row> measured() {
        return rows.stream().filter(Row::isMeasured).toList();
    }

    List<Row> withOtherGuarantees() {
        return rows.stream()
                .filter(row -> !row.newlyBroken().isEmpty() || !row.held().isEmpty())
                .toList();
    }

    /** Each difference of settings, with the number of tests in which it is. */
    Map<String, Integer> settings() {
        var settings = new LinkedHashMap<String, Integer>();
        rows.forEach(row -> row.settings().forEach(setting -> settings.merge(setting, 1, Integer::sum)));
        return settings;
    }

    List<String> originsBefore() {
        return origins(rows.stream().map(Row::before).toList());
    }

    List<String> originsAfter() {
        return origins(rows.stream().map(Row::after).toList());
    }

    private static List<String> origins(List<@Nullable TestResult> tests) {
        return tests.stream()
                .flatMap(test -> test == null ? Stream.<String>empty() : test.last().digest().origins().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether a test fails, or a guarantee is broken, that did not before. */
    boolean isWorse() {
        return rows.stream()
                .anyMatch(row -> row.change() == Change.NEWLY_FAILING
                        || !row.newlyBroken().isEmpty());
    }

    /** The class of its style. */
    String mood() {
        return isWorse() ? "failed" : count(Change.NEWLY_IN_DOUBT) > 0 ? "doubtful" : "passed";
    }

    String headline() {
        long failing = count(Change.NEWLY_FAILING);
        long mended = count(Change.MENDED);
        long doubtful = count(Change.NEWLY_IN_DOUBT);
        String doubts = doubtful == 0 ? "" : ", %s newly in doubt".formatted(doubtful);
        String all = Markdown.count(rows.size(), "test");
        if (failing == 0 && mended == 0) {
            return isWorse()
                    ? "No test fails newly, and a guarantee is newly broken" + doubts
                    : "None of %s fails newly".formatted(all) + doubts;
        }
        return "%s newly failing, %s mended%s of %s".formatted(failing, mended, doubts, all);
    }

    private long count(Change change) {
        return rows.stream().filter(row -> row.change() == change).count();
    }
}
