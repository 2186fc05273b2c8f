package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Operation;
import java.util.ArrayList;
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

    static ClientPictures of(Evidence evidence) {
        Fates fates = evidence.fates();
        OperationPoints operations = OperationPoints.of(evidence.history(), fates);
        Rates rates = Rates.of(evidence.history(), fates);
        var names = new Names();
        var points = new ArrayList<Number[]>();
        operations.points().forEach(point -> points.add(row(point, names)));
        var byFate = new LinkedHashMap<String, long[]>();
        rates.counts().forEach((fate, counts) -> byFate.put(fate.word(), counts));
        return new ClientPictures(names.all, points, operations.count(), Times.millis(rates.widthNanos()), byFate);
    }

    private static Number[] row(OperationPoints.Point point, Names names) {
        Operation operation = point.operation();
        return new Number[] {
            Times.millis(operation.endedNanos()),
            Times.millis(operation.latencyNanos()),
            names.number(point.fate().word()),
            point.standsFor(),
            names.number(Shown.line(point.workload())),
            names.number(operation.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')),
            operation.key(),
            operation.client(),
            names.number(operation.node() == null ? null : operation.node().name()),
            names.number(operation.sqlState() == null ? null : Shown.line(operation.sqlState())),
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
