package io.replicatedpostgres.assertions;

import io.replicatedpostgres.cluster.Contents;
import io.replicatedpostgres.cluster.Contents.Digest;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the contents of two nodes differ, in words: a line per table, and some rows of those that can be read quickly. It
 * is bounded: 3 tables, each of at most 10,000 rows, 3 rows of each on each side, the first 120 characters of a row.
 */
final class Differences {

    private static final int TABLES_MAX = 3;
    private static final int TABLE_ROWS_MAX = 10_000;
    private static final int ROWS_MAX = 3;
    private static final String SEPARATOR = ":";
    private static final String ROWS = "SELECT hashtextextended(t::text, 0) || '" + SEPARATOR
            + "' || left(t::text, 120) FROM ONLY %s AS t ORDER BY left(t::text, 120), 1";

    private final Node one;
    private final Node other;
    private int sampled;

    private Differences(Node one, Node other) {
        this.one = one;
        this.other = other;
    }

    /** Nothing if they are equal. */
    static String between(Node one, Contents here, Node other, Contents there) {
        var differences = new Differences(one, other);
        var lines = new ArrayList<String>();
        for (String line : here.differencesFrom(there)) {
            lines.add("  " + line);
            here.tables().keySet().stream()
                    .filter(table -> line.startsWith(table + " has "))
                    .findFirst()
                    .ifPresent(table -> lines.addAll(differences.rows(
                            table, here.tables().get(table), there.tables().get(table))));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private List<String> rows(String table, @Nullable Digest here, @Nullable Digest there) {
        boolean small =
                here != null && there != null && here.rows() <= TABLE_ROWS_MAX && there.rows() <= TABLE_ROWS_MAX;
        if (!small || sampled == TABLES_MAX) {
            return List.of();
        }
        sampled++;
        try {
            Optional<String> database = databaseOf(table);
            if (database.isEmpty()) {
                return List.of();
            }
            Set<String> ofOne = rows(one, database.get(), table);
            Set<String> ofOther = rows(other, database.get(), table);
            var lines = new ArrayList<String>();
            lines.addAll(only(one, ofOne, ofOther));
            lines.addAll(only(other, ofOther, ofOne));
            return lines;
        } catch (ReplicatedPostgresException e) {
            // that they differ is known and told; which rows is an extra
            return List.of("    (its rows could not be shown: %s)".formatted(e.getMessage()));
        }
    }

    /** A database may have a dot in its name: the longest one that fits. */
    private Optional<String> databaseOf(String table) {
        return one.databases().stream()
                .filter(database -> table.startsWith(database + "."))
                .max(Comparator.comparing(String::length));
    }

    private static Set<String> rows(Node node, String database, String table) {
        var rows = new LinkedHashSet<String>();
        for (@Nullable String row : node.queryIn(database, ROWS.formatted(table.substring(database.length() + 1)))) {
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    private static List<String> only(Node node, Set<String> here, Set<String> there) {
        return here.stream()
                .filter(row -> !there.contains(row))
                .limit(ROWS_MAX)
                .map(row -> "    only on %s: %s".formatted(node, row.substring(row.indexOf(SEPARATOR) + 1)))
                .toList();
    }
}
