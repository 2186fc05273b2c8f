package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.postgres.Sql;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names relations by their files, as another node knows them: a relation that was there before the fork has the same file
 * there, unless it was rewritten since.
 */
final class RelationNames {

    /** Files below this number are of PostgreSQL's own relations. Source: {@code FirstNormalObjectId}. */
    private static final long FIRST_NORMAL = 16384;

    /** Rows by the name of their table, and of PostgreSQL's own ones. */
    record Rows(Map<String, Long> tables, Map<String, Long> catalogs) {}

    /** A relation: its schema, and its name with the database. */
    private record Relation(@Nullable String schema, String name) {}

    private final Member source;
    private final Map<String, Relation> known = new HashMap<>();

    RelationNames(Member source) {
        this.source = source;
    }

    Rows rows(Map<String, Long> files) {
        var tables = new HashMap<String, Long>();
        var catalogs = new HashMap<String, Long>();
        files.forEach((file, count) -> {
            Relation relation = relation(file);
            if ("pg_catalog".equals(relation.schema())) {
                catalogs.merge(relation.name(), count, Long::sum);
            } else if (!"pg_toast".equals(relation.schema())) {
                tables.merge(relation.name(), count, Long::sum);
            }
        });
        return new Rows(tables, catalogs);
    }

    /** The name of the relation in a file {@code database/number}. */
    String of(String file) {
        return relation(file).name();
    }

    private Relation relation(String file) {
        return known.computeIfAbsent(file, this::find);
    }

    private Relation find(String file) {
        String[] parts = file.split("/", 2);
        boolean shared = parts[0].equals("0");
        boolean own = shared || Long.parseLong(parts[1]) < FIRST_NORMAL;
        var unnamed = new Relation(own ? "pg_catalog" : null, "file " + file);
        try (Sql sql = source.session()) {
            if (shared) {
                return shared(sql, parts[1]).stream().findFirst().orElse(unnamed);
            }
            return sql
                    .query("SELECT datname FROM pg_database WHERE oid = ?::oid", row -> row.getString(1), parts[0])
                    .stream()
                    .flatMap(database -> in(database, parts[1]).stream())
                    .findFirst()
                    .orElse(unnamed);
        } catch (SqlException e) {
            return unnamed;
        }
    }

    private static List<Relation> shared(Sql sql, String number) {
        return sql.query(
                "SELECT relname FROM pg_class WHERE relisshared AND pg_relation_filenode(oid) = ?::oid",
                row -> new Relation("pg_catalog", row.getString(1)),
                number);
    }

    private List<Relation> in(String database, String number) {
        try (Sql sql = source.session(database, source.deadline())) {
            return sql.query(
                    """
                    SELECT n.nspname, c.relname, format('%I.%I', n.nspname, c.relname)
                    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE NOT c.relisshared AND pg_relation_filenode(c.oid) = ?::oid""",
                    row -> new Relation(
                            row.getString(1),
                            database + "." + row.getString("pg_catalog".equals(row.getString(1)) ? 2 : 3)),
                    number);
        }
    }
}
