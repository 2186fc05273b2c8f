package io.replicatedpostgres.scenarios.catalogue;

import io.replicatedpostgres.postgres.PostgresBinaries;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which scenario ran where, on which major version, and what came of it. */
final class RunMatrix {

    static final List<String> PLACES = List.of("local", "embedded", "container");

    private static final String NONE_AT_HAND = "none at hand";
    private static final String NOT_RUN = "not run";

    /** By scenario, place and major version. */
    private final Map<List<Object>, Ran> cells = new TreeMap<>(Comparator.comparing(List::toString));

    private final List<String> scenarios;

    RunMatrix(Collection<String> scenarios) {
        this.scenarios = List.copyOf(scenarios);
    }

    /** Takes the results of runs; a later run takes the place of an earlier one, and what is no scenario any more is left out. */
    RunMatrix add(List<Ran> run) {
        Map<List<Object>, Ran> now = new LinkedHashMap<>();
        run.stream()
                .flatMap(this::each)
                .filter(ran -> scenarios.contains(ran.scenario()))
                .forEach(ran -> now.merge(List.of(ran.scenario(), ran.place(), ran.major()), ran, Ran::with));
        cells.putAll(now);
        return this;
    }

    /** A class that was skipped as a whole stands in the report by its name in the place of the method's. */
    private Stream<Ran> each(Ran ran) {
        String suite = ran.scenario().substring(0, ran.scenario().indexOf('.') + 1);
        return ran.scenario().equals(suite + suite.substring(0, Math.max(0, suite.length() - 1)))
                ? scenarios.stream()
                        .filter(scenario -> scenario.startsWith(suite))
                        .map(scenario -> new Ran(scenario, ran.place(), ran.version(), ran.result(), ran.reason()))
                : Stream.of(ran);
    }

    /** A line for each, to be read again. */
    List<String> lines() {
        return cells.values().stream().map(Ran::toString).sorted().toList();
    }

    /** The page. */
    String page() {
        var reasons = new ArrayList<>(new LinkedHashSet<>(scenarios.stream()
                .flatMap(scenario -> PLACES.stream()
                        .flatMap(place -> majors().mapToObj(major -> cells.get(List.of(scenario, place, major)))))
                .filter(ran -> ran != null && !ran.reason().isEmpty())
                .map(Ran::reason)
                .toList()));
        var text = new StringBuilder("""
                # Which scenario runs where

                Generated from the results of runs in `matrix.tsv`: `RunMatrixTest` compares it. [Contributing](../CONTRIBUTING.md) says how
                a run is added. A number behind `skipped` leads to [the reasons](#reasons). `none at hand`: where this table was made there was no
                installation of that version with all its programs, or no image of it.
                """);
        PLACES.forEach(place -> table(place, reasons, text));
        text.append("\n## Reasons\n\n");
        for (int i = 0; i < reasons.size(); i++) {
            text.append("%s. %s%n".formatted(i + 1, reasons.get(i)));
        }
        if (reasons.isEmpty()) {
            text.append("None was skipped.\n");
        }
        return text.toString();
    }

    private static IntStream majors() {
        return IntStream.rangeClosed(PostgresBinaries.OLDEST, PostgresBinaries.NEWEST);
    }

    private void table(String place, List<String> reasons, StringBuilder text) {
        text.append("\n## %s%n%n| scenario | ".formatted(place));
        text.append(majors().mapToObj(major -> heading(place, major)).collect(Collectors.joining(" | ", "", " |\n")));
        text.append("|---|").append("---|".repeat((int) majors().count())).append('\n');
        for (String scenario : scenarios) {
            text.append("| %s | ".formatted(scenario));
            text.append(majors().mapToObj(major -> cell(scenario, place, major, reasons))
                    .collect(Collectors.joining(" | ", "", " |\n")));
        }
    }

    /** The minor versions that ran. */
    private String heading(String place, int major) {
        var versions = new TreeSet<String>();
        cells.values().stream()
                .filter(ran -> ran.place().equals(place) && ran.major() == major)
                .forEach(ran -> versions.add(ran.version()));
        return versions.isEmpty() ? String.valueOf(major) : String.join(", ", versions);
    }

    private String cell(String scenario, String place, int major, List<String> reasons) {
        Ran ran = cells.get(List.of(scenario, place, major));
        if (ran == null) {
            return cells.values().stream().anyMatch(any -> any.place().equals(place) && any.major() == major)
                    ? NOT_RUN
                    : NONE_AT_HAND;
        }
        return ran.reason().isEmpty()
                ? ran.result()
                : "%s %s".formatted(ran.result(), reasons.indexOf(ran.reason()) + 1);
    }
}
