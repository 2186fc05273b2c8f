package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the script needs to draw what clients did: each operation as a point, and how many there were in each stretch of
 * time. Points are rows of numbers, because there are many; names are numbers of {@code names}.
 *
 * @param names of fates, workloads, kinds, nodes and SQLSTATEs
 * @param points of each: milliseconds, latency in milliseconds, fate, how many it stands for, workload, kind, key, client,
 *     node, SQLSTATE; -1 for what is not known
 * @param count how many operations there were
 * @param stretch how long each stretch is, in milliseconds
 * @param rates by fate: how many operations ended in each stretch
 */
record ClientPictures(
        List<String> names, List<Number[]> points, long count, double stretch, Map<String, long[]> rates) {

    static ClientPictures of(Evidence evidence, List<WorkloadData> workloads) {
        Rates rates = Rates.of(evidence.history(), evidence.fates());
        var names = new Names();
        var points = new ArrayList<Number[]>();
        workloads.forEach(workload ->
                workload.points().forEach(point -> points.add(row(workload.name(), point, names))));
        points.sort(Comparator.comparingDouble(point -> point[0].doubleValue()));
        long count = workloads.stream()
                .flatMap(workload -> workload.counts().values().stream())
                .mapToLong(Long::longValue)
                .sum();
        var byFate = new LinkedHashMap<String, long[]>();
        rates.counts().forEach((fate, counts) -> byFate.put(fate.word(), counts));
        return new ClientPictures(names.all, points, count, Times.millis(rates.widthNanos()), byFate);
    }

    private static Number[] row(String workload, OperationPoint point, Names names) {
        return new Number[] {
            Times.millis(point.endedNanos()),
            Times.millis(point.latencyNanos()),
            names.number(point.fate().word()),
            point.count(),
            names.number(Shown.line(workload)),
            names.number(point.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')),
            point.key(),
            point.client(),
            names.number(point.node() == null ? null : point.node().name()),
            names.number(point.sqlState() == null ? null : Shown.line(point.sqlState())),
        };
    }

    private static final class Names {

        private final List<String> all = new ArrayList<>();
        private final Map<String, Integer> numbers = new LinkedHashMap<>();

        int number(@Nullable String name) {
            if (name == null) {
                return -1;
            }
            return numbers.computeIfAbsent(name, unseen -> {
                all.add(name);
                return all.size() - 1;
            });
        }
    }
}
