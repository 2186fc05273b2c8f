package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.postgres.ContentQueries;
import io.replicatedpostgres.postgres.ContentQueries.Rows;
import io.replicatedpostgres.postgres.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node holds, of every database that can be connected to: the rows of every table and materialized view, sequences, large
 * objects, and all that the system catalogs say (schema, roles, grants, settings of roles and databases, and so on).
 *
 * <p>Left out are: the rows of unlogged and temporary tables, of which a standby has none (their definitions are compared); rows that
 * foreign tables show, which lie elsewhere; statistics of the planner; indexes, at which {@code pg_amcheck} looks; the inside of
 * databases that refuse connections, see {@link #closed()}; and the database in which a failover manager keeps its own records, which
 * it writes at any time.
 *
 * <p>Reading tables can write WAL on a primary (hint bits), so this belongs after every look at positions and slots.
 */
public final class Contents {

    private static final int SAMPLED_ROWS_MAX = 10_000;
    private static final int SAMPLED_CHARACTERS = 120;

    private final Member member;
    private final boolean recovers;
    private final Map<String, DatabaseContents> databases;
    private final List<String> closed;

    Contents(Member member, boolean recovers, Map<String, DatabaseContents> databases, List<String> closed) {
        this.member = member;
        this.recovers = recovers;
        this.databases = databases;
        this.closed = List.copyOf(closed);
    }

    /**
     * The rows of one table.
     *
     * @param rows how many
     * @param hash two sums of their 64-bit hashes, whatever their order
     */
    public record Digest(long rows, String hash) {}

    /**
     * Something that is not the same on both nodes, or that could not be read.
     *
     * @param text in words
     * @param table by {@code database.schema.table}, if both have it and its rows differ
     */
    public record Difference(String text, @Nullable String table) {}

    static Contents of(Member member) {
        return ContentReader.read(member);
    }

    /** Whose it is. */
    public NodeRef node() {
        return member.ref();
    }

    /** The tables that could be read, by {@code database.schema.table}. */
    public Map<String, Digest> tables() {
        var tables = new TreeMap<String, Digest>();
        databases.forEach((database, content) -> content.tables()
                .forEach((name, table) -> tables.put(
                        database + "." + name,
                        new Digest(table.rows().rows(), table.rows().hash()))));
        return tables;
    }

    /** Why something could not be read, by {@code database.schema.table}, or by database. It is never equal to anything. */
    public Map<String, String> unreadable() {
        var all = new TreeMap<String, String>();
        databases.forEach((database, content) ->
                content.unreadable().forEach((name, why) -> all.put(qualified(database, name), why)));
        return all;
    }

    /** Databases that refuse all connections ({@code ALLOW_CONNECTIONS false}): their inside is not compared. */
    public List<String> closed() {
        return closed;
    }

    Member member() {
        return member;
    }

    boolean recovers() {
        return recovers;
    }

    Map<String, DatabaseContents> databases() {
        return databases;
    }

    static String qualified(String database, String name) {
        return name.isEmpty() ? database : database + "." + name;
    }

    /** What is different in the other one, a line each; nothing if they are equal. */
    public List<String> differencesFrom(Contents other) {
        Given.value("other", other);
        return compareWith(other).stream().map(Difference::text).toList();
    }

    /**
     * What is different in the other one; nothing if they are equal. A node and its standby are equal down to the OIDs of their
     * objects; two that are primaries are compared by names, as {@code pg_dump} does. If the catalogs differ, {@code pg_dump} is run
     * on both nodes to tell it in words. At most 50 are told.
     */
    public List<Difference> compareWith(Contents other) {
        Given.value("other", other);
        return new ContentComparison(this, other).bounded();
    }

    /**
     * Some rows of a table that only one of both has, a line each: the first 120 characters of them. Nothing if the table has more
     * than 10,000 rows.
     *
     * @param table as {@link Difference#table()} has it
     * @param most how many of each node
     * @throws io.replicatedpostgres.model.SqlException if they cannot be read
     */
    public List<String> rowsThatDiffer(Contents other, String table, int most) {
        Given.value("table", table);
        Given.value("other", other);
        @Nullable Map<String, Integer> here = sample(table);
        @Nullable Map<String, Integer> there = other.sample(table);
        if (here == null || there == null) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        lines.addAll(only(node(), here, there, most));
        lines.addAll(only(other.node(), there, here, most));
        return lines;
    }

    static List<String> only(NodeRef node, Map<String, Integer> here, Map<String, Integer> there, int most) {
        return here.entrySet().stream()
                .filter(row -> row.getValue() > there.getOrDefault(row.getKey(), 0))
                .limit(most)
                .map(row -> "only on %s: %s%s"
                        .formatted(
                                node,
                                row.getKey().substring(row.getKey().indexOf(':') + 1),
                                there.containsKey(row.getKey()) ? " (once more)" : ""))
                .toList();
    }

    private @Nullable Map<String, Integer> sample(String table) {
        for (Map.Entry<String, DatabaseContents> database : databases.entrySet()) {
            for (DatabaseContents.Table each : database.getValue().tables().values()) {
                if (qualified(database.getKey(), each.relation().name()).equals(table)) {
                    return each.rows().rows() > SAMPLED_ROWS_MAX ? null : sample(database.getKey(), each);
                }
            }
        }
        return null;
    }

    /** How often each row is there. */
    Map<String, Integer> sample(String database, DatabaseContents.Table table) {
        var rows = new LinkedHashMap<String, Integer>();
        try (Sql sql = member.session(database, member.deadline())) {
            new ContentQueries(sql)
                    .sample(table.relation(), SAMPLED_CHARACTERS)
                    .forEach(row -> rows.merge(row, 1, Integer::sum));
        }
        return rows;
    }

    static String counts(Contents one, Rows here, Contents other, Rows there) {
        return here.rows() == there.rows()
                ? "has %s rows on both, with different values".formatted(here.rows())
                : "has %s rows on %s and %s on %s".formatted(here.rows(), one.node(), there.rows(), other.node());
    }
}
