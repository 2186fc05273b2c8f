package io.replicatedpostgres.bench;

import io.replicatedpostgres.spec.Place;
import io.replicatedpostgres.spec.RuntimeKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Times by what was timed: medians, spread, and how often each goes into a peer of the same run. */
final class Table {

    /** What is timed. */
    interface Step {
        void run() throws Exception;
    }

    /** How often to repeat: what {@code -Drounds} says, else less often where containers make it slow. */
    static int rounds(int usual) {
        boolean inContainers = Place.ofThisJvm().runtime() == RuntimeKind.CONTAINER;
        return Integer.getInteger("rounds", inContainers ? (usual + 1) / 2 : usual);
    }

    private final Map<String, List<Double>> millis = new LinkedHashMap<>();

    void time(String what, Step step) throws Exception {
        long began = System.nanoTime();
        step.run();
        millis.computeIfAbsent(what, key -> new ArrayList<>()).add((System.nanoTime() - began) / 1e6);
    }

    <T> void add(String what, Callable<T> make, Consumer<T> unmake) throws Exception {
        var made = new ArrayList<T>();
        time(what, () -> made.add(make.call()));
        made.forEach(unmake);
    }

    void print(String peer) {
        double reference = median(millis.getOrDefault(peer, List.of(Double.NaN)));
        System.out.printf("%n%-55s %6s %9s %9s %9s %8s%n", "", "runs", "median", "min", "max", "peer/it");
        millis.forEach((what, times) -> System.out.printf(
                "%-55s %6d %6.0f ms %6.0f ms %6.0f ms %7.1fx%n",
                what,
                times.size(),
                median(times),
                times.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN),
                times.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN),
                reference / median(times)));
        System.out.printf("%nThe peer is: %s.%n", peer);
    }

    private static double median(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
