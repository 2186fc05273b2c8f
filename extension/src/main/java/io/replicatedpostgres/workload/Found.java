package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.RowRanges;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Looks into the tables of a workload, past all links. */
final class Found {

    /** Numbers that follow each other keep their distance from their row number: the server makes the ranges. */
    private static final String RANGES = """
            SELECT min(id) || '-' || max(id) FROM (
              SELECT id, id - row_number() OVER (ORDER BY id) AS island FROM (SELECT DISTINCT id FROM %s) AS d) AS i
            GROUP BY island ORDER BY min(id)""";

    private Found() {}

    static RowRanges rows(Node node, String table) {
        return RowRanges.parse(node.queryPastLinks(RANGES.formatted(table)).stream()
                .map(Objects::requireNonNull)
                .collect(Collectors.joining(",")));
    }

    static RowRanges duplicated(Node node, String table) {
        return RowRanges.of(
                node.queryPastLinks("SELECT id FROM %s GROUP BY id HAVING count(*) > 1".formatted(table)).stream()
                        .map(Objects::requireNonNull)
                        .map(Long::valueOf)
                        .toList());
    }

    static Map<Long, Long> registers(Node node, String table) {
        var registers = new TreeMap<Long, Long>();
        for (var text : node.queryPastLinks("SELECT id || ' ' || value FROM %s".formatted(table))) {
            String[] words = Objects.requireNonNull(text).split(" ", 2);
            registers.put(Long.valueOf(words[0]), Long.valueOf(words[1]));
        }
        return registers;
    }

    static long sum(Node node, String table) {
        return Long.parseLong(
                Objects.requireNonNull(node.queryPastLinks("SELECT coalesce(sum(balance), 0) FROM %s".formatted(table))
                        .get(0)));
    }
}
