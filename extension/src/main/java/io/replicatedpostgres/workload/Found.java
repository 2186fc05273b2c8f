package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.OperationPlan;
import io.replicatedpostgres.model.RowRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of a workload's tables on one node, past all links. All that is asked for is read by one statement, and so in one
 * snapshot: a standby replays on meanwhile, and a register that was read before its writes would contradict them.
 */
final class Found {

    /** Numbers that follow each other keep their distance from their row number: the server makes the ranges. */
    private static final String RANGES = """
            SELECT coalesce(string_agg(first || '-' || last, ',' ORDER BY first), '') FROM (
              SELECT min(id) AS first, max(id) AS last FROM (
                SELECT id, id - (row_number() OVER (ORDER BY id) - 1) AS island FROM (SELECT DISTINCT %s AS id FROM %s) AS d) AS i
              GROUP BY island) AS ranges""";

    /** A row without a number is a row that no client asked for, and needs one to be told of. */
    private static final String ID = "coalesce(id::bigint, '%s')".formatted(Long.MIN_VALUE);

    private static final int ALTERED_MAX = 1_000;

    private final Function<String, List<@Nullable String>> query;
    private final List<String> selects = new ArrayList<>();
    private final List<List<String>> answers = new ArrayList<>();

    Found(Node node) {
        this(select -> node.queryPastLinks(select));
    }

    /** What a query answers: one line of text for each row. */
    Found(Function<String, List<@Nullable String>> query) {
        this.query = query;
    }

    static boolean hasTable(Node node, String table) {
        return node.queryPastLinks("SELECT to_regclass(?)::text", table).get(0) != null;
    }

    /** What was asked for; it is there once everything {@linkplain Found#read is read}. */
    interface Part<T> {

        T value();
    }

    Part<RowRanges> rows(String table) {
        int part = ask(RANGES.formatted(ID, table));
        return () -> RowRanges.parse(answer(part).get(0));
    }

    /** The numbers that are in any of these tables more than once. */
    Part<RowRanges> duplicated(String... tables) {
        int part = ask(Stream.of(tables)
                .map(table -> "SELECT %s::text FROM %s GROUP BY id HAVING count(*) > 1".formatted(ID, table))
                .collect(Collectors.joining(" UNION ")));
        return () -> RowRanges.of(answer(part).stream().map(Long::valueOf).toList());
    }

    /** The numbers of one column, by their ids; those that are NULL are left out. */
    Part<Map<Long, Long>> numbers(String table, String column) {
        return pairs("SELECT %3$s || ' ' || %1$s FROM %2$s WHERE %1$s IS NOT NULL".formatted(column, table, ID));
    }

    /** The rows whose value is not the one that their number asks for, a NULL as 0; some of them are enough. */
    Part<Map<Long, Long>> altered(String table) {
        return pairs(
                "SELECT %s || ' ' || coalesce(value, 0) FROM %s WHERE value IS DISTINCT FROM %s ORDER BY id LIMIT %s"
                        .formatted(ID, table, OperationPlan.rowValueInSql(), ALTERED_MAX));
    }

    Part<Long> sum(String table) {
        int part = ask("SELECT coalesce(sum(balance), 0)::text FROM %s".formatted(table));
        return () -> Long.valueOf(answer(part).get(0));
    }

    private Part<Map<Long, Long>> pairs(String select) {
        int part = ask(select);
        return () -> {
            var pairs = new TreeMap<Long, Long>();
            for (String text : answer(part)) {
                String[] words = text.split(" ", 2);
                pairs.put(Long.valueOf(words[0]), Long.valueOf(words[1]));
            }
            return pairs;
        };
    }

    private int ask(String select) {
        answers.add(new ArrayList<>());
        selects.add("SELECT '%s ' || found FROM (%s) AS p (found)".formatted(selects.size(), select));
        return selects.size() - 1;
    }

    private List<String> answer(int part) {
        return answers.get(part);
    }

    /** Reads everything that was asked for. */
    void read() {
        for (@Nullable String line : query.apply(String.join(" UNION ALL ", selects))) {
            String[] words = Objects.requireNonNull(line).split(" ", 2);
            answers.get(Integer.parseInt(words[0])).add(words[1]);
        }
    }
}
