package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.OperationPlan;
import io.replicatedpostgres.model.RowRanges;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Looks into the tables of a workload, past all links. */
final class Found {

    /** Numbers that follow each other keep their distance from their row number: the server makes the ranges. */
    private static final String RANGES = """
            SELECT min(id) || '-' || max(id) FROM (
              SELECT id, id - row_number() OVER (ORDER BY id) AS island FROM (SELECT DISTINCT id FROM %s) AS d) AS i
            GROUP BY island ORDER BY min(id)""";

    private static final int ALTERED_MAX = 1_000;

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

    /** The numbers that are in any of two tables more than once. */
    static RowRanges duplicated(Node node, String table, String other) {
        return RowRanges.of(LongStream.concat(
                duplicated(node, table).rows(), duplicated(node, other).rows()));
    }

    /** The numbers of one column, by their ids; those that are NULL are left out. */
    static Map<Long, Long> numbers(Node node, String table, String column) {
        return pairs(node, "SELECT id || ' ' || %1$s FROM %2$s WHERE %1$s IS NOT NULL".formatted(column, table));
    }

    /** The rows whose value is not the one that their number asks for, a NULL as 0; some of them are enough. */
    static Map<Long, Long> altered(Node node, String table) {
        return pairs(
                node,
                "SELECT id || ' ' || coalesce(value, 0) FROM %s WHERE value IS DISTINCT FROM %s ORDER BY id LIMIT %d"
                        .formatted(table, OperationPlan.rowValueInSql(), ALTERED_MAX));
    }

    static boolean hasTable(Node node, String table) {
        return node.queryPastLinks("SELECT to_regclass(?)::text", table).get(0) != null;
    }

    private static Map<Long, Long> pairs(Node node, String query) {
        var pairs = new TreeMap<Long, Long>();
        for (var text : node.queryPastLinks(query)) {
            String[] words = Objects.requireNonNull(text).split(" ", 2);
            pairs.put(Long.valueOf(words[0]), Long.valueOf(words[1]));
        }
        return pairs;
    }

    static long sum(Node node, String table) {
        return Long.parseLong(
                Objects.requireNonNull(node.queryPastLinks("SELECT coalesce(sum(balance), 0) FROM %s".formatted(table))
                        .get(0)));
    }
}
