package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows of every table of every database of a node, as a count and a digest per table. Unlogged and temporary tables are
 * left out: a standby has none of their rows.
 *
 * <p>Reading tables can write WAL on a primary (hint bits), so this belongs after every look at positions and slots.
 *
 * @param node whose they are
 * @param tables by {@code database.schema.table}
 */
public record Contents(NodeRef node, Map<String, Digest> tables) {

    /**
     * The rows of one table.
     *
     * @param rows how many
     * @param hash the sum of their 64-bit hashes, whatever their order
     */
    public record Digest(long rows, String hash) {}

    private static final String TABLES = """
            SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm') AND c.relpersistence = 'p'
              AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
            ORDER BY 1""";

    static Contents of(Member member) {
        refuseSharedDirectories(member);
        var tables = new TreeMap<String, Digest>();
        for (String database : member.look(catalog -> catalog.databases())) {
            tables.put(database, new Digest(0, "exists"));
            try (Sql sql = member.session(database, member.deadline())) {
                for (String table : sql.query(TABLES, row -> row.getString(1))) {
                    tables.put(database + "." + table, digest(sql, table));
                }
            }
        }
        return new Contents(member.ref(), tables);
    }

    private static Digest digest(Sql sql, String table) {
        return sql.one(
                "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM ONLY %s AS t"
                        .formatted(table),
                row -> new Digest(row.getLong(1), row.getString(2)));
    }

    /** Two servers of one machine that write one directory have the same content, however broken they are. */
    private static void refuseSharedDirectories(Member member) {
        List<String> absolute = member.look(catalog -> catalog.absoluteTablespaces());
        if (!absolute.isEmpty()) {
            throw new ReplicatedPostgresException(
                    "the content of %s cannot be compared: tablespace %s is at an absolute place, which every server on this machine shares. Use LOCATION '' (PostgreSQL 15 and later)."
                            .formatted(member.ref(), absolute.get(0)));
        }
    }

    /** What is different in the other one, a line each; nothing if they are equal. */
    public List<String> differencesFrom(Contents other) {
        var differences = new ArrayList<String>();
        Set<String> all = new TreeSet<>(tables.keySet());
        all.addAll(other.tables.keySet());
        for (String table : all) {
            Digest here = tables.get(table);
            Digest there = other.tables.get(table);
            if (here == null || there == null) {
                differences.add("%s is on %s only".formatted(table, here == null ? other.node : node));
            } else if (!here.equals(there)) {
                differences.add(
                        here.rows() == there.rows()
                                ? "%s has %d rows on both, with different values".formatted(table, here.rows())
                                : "%s has %d rows on %s and %d on %s"
                                        .formatted(table, here.rows(), node, there.rows(), other.node));
            }
        }
        return differences;
    }
}
