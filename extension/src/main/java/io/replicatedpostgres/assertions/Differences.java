package io.replicatedpostgres.assertions;

import io.replicatedpostgres.cluster.Contents;
import io.replicatedpostgres.cluster.Contents.Difference;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the contents of two nodes differ, in words: a line per table or object, and some rows of tables that can be read quickly. It
 * is bounded: 50 lines; of 3 tables, each of at most 10,000 rows, 3 rows on each side, the first 120 characters of a row.
 */
final class Differences {

    private static final int TABLES_MAX = 3;
    private static final int ROWS_MAX = 3;

    private Differences() {}

    /** Nothing if they are equal. */
    static String between(Node one, Contents here, Node other, Contents there) {
        var lines = new ArrayList<String>();
        int sampled = 0;
        for (Difference difference : here.compareWith(there)) {
            lines.add("  " + difference.text());
            @Nullable String table = difference.table();
            if (table != null && sampled < TABLES_MAX) {
                int before = lines.size();
                addRows(here, there, table, lines);
                sampled += lines.size() > before ? 1 : 0;
            }
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static void addRows(Contents here, Contents there, String table, List<String> lines) {
        try {
            here.rowsThatDiffer(there, table, ROWS_MAX).forEach(row -> lines.add("    " + row));
        } catch (ReplicatedPostgresException e) {
            // that they differ is known and told; which rows is an extra
            lines.add("    (its rows could not be shown: %s)".formatted(e.getMessage()));
        }
    }
}
