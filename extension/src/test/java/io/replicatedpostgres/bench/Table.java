package io.replicatedpostgres.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Times by what was timed: medians, spread, and the ratio to two peers of the same run. */
final class Table {

    /** What is timed. */
    interface Step {
        void run() throws Exception;
    }

    private final Map<String, List<Double>> millis = new LinkedHashMap<>();

    void time(String what, Step step) throws Exception {
        long began = System.nanoTime();
        step.run();
        add(what, (System.nanoTime() - began) / 1e6);
    }

    void add(String what, double time) {
        millis.computeIfAbsent(what, key -> new ArrayList<>()).add(time);
    }

    <T> void add(String what, Callable<T> make, Consumer<T> unmake) throws Exception {
        var made = new ArrayList<T>();
        time(what, () -> made.add(make.call()));
        made.forEach(unmake);
    }

    /** Beside each: how often it goes into the tools' way, and how often the floor goes into it. */
    void print(String tools, String floor) {
        System.out.printf(
                Locale.ROOT, "%n| %-58s | runs |    median |       min |       max | tools/it | it/floor |%n", "");
        System.out.printf(
                Locale.ROOT, "|%s|-----:|----------:|----------:|----------:|---------:|---------:|%n", "-".repeat(60));
        millis.forEach((what, times) -> System.out.printf(
                Locale.ROOT,
                "| %-58s | %4s | %6.0f ms | %6.0f ms | %6.0f ms | %8.1f | %8.2f |%n",
                what,
                times.size(),
                median(times),
                times.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN),
                times.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN),
                of(tools) / median(times),
                median(times) / of(floor)));
        System.out.printf(Locale.ROOT, "%nThe tools are: %s.%nThe floor is: %s.%n", tools, floor);
    }

    /** What was measured, in order. */
    Set<String> rows() {
        return millis.keySet();
    }

    /** The median of what was measured, if it was. */
    Optional<Double> median(String what) {
        return Optional.ofNullable(millis.get(what)).map(Table::median);
    }

    private double of(String what) {
        return median(millis.getOrDefault(what, List.of(Double.NaN)));
    }

    static double median(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
