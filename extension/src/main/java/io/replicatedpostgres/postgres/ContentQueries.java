package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.PostgresVersion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one database holds, as digests that two servers agree on exactly when they hold the same: the rows of tables, sequences,
 * and the rows of the system catalogs.
 *
 * <p>A row is digested as PostgreSQL writes it out as a whole ({@code ROW(…)::text}), with every setting pinned that changes how
 * values look. Each kept value has its own text then: {@code 1.0} and {@code 1.00}, {@code 0} and {@code -0}, {@code NULL} and
 * {@code ''} are apart. A table is the number of its rows and two sums of their 64-bit hashes, of independent seeds, so that
 * neither the order of rows nor a row that is there twice escapes.
 */
public final class ContentQueries {

    /** What {@code initdb} writes has transaction ids far below this one, in all versions from 11 to 18. */
    private static final long INITDB_TRANSACTIONS_MAX = 1000;

    private static final long FIRST_TRANSACTION = 3;

    /**
     * Whatever the server, the database or the role has set, a value looks the same, a damaged page is an error, a whole table is read
     * rather than an index, and nothing of it ends a statement early.
     */
    private static final String PINNED = """
            SET search_path = pg_catalog, pg_temp; SET standard_conforming_strings = on; SET DateStyle = 'ISO, YMD';
            SET IntervalStyle = postgres; SET TimeZone = 'UTC'; SET extra_float_digits = 3; SET bytea_output = hex;
            SET lc_monetary = 'C'; SET xmloption = content; SET quote_all_identifiers = off; SET row_security = off;
            SET zero_damaged_pages = off; SET ignore_checksum_failure = off; SET jit = off;
            SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off; SET enable_seqscan = on;
            SET max_parallel_workers_per_gather = 0; SET statement_timeout = 0; SET lock_timeout = 0;
            SET default_transaction_isolation = 'read committed'""";

    /** The digest of {@code t}, the text of each row. */
    private static final String DIGEST =
            "count(*), coalesce(sum(hashtextextended(t, 0)), 0) || '/' || coalesce(sum(hashtextextended(t, 1)), 0)";

    /**
     * Statistics are left out: they say nothing of what a database holds, and autovacuum may make them anew at any moment. A virtual
     * generated column is computed when it is read, from what is compared anyway. The value of a column of type xml is its bytes; its
     * output leaves the declaration of the encoding out.
     */
    private static final String RELATIONS = """
            SELECT c.oid, c.relkind, n.nspname, c.relname, format('%%I.%%I', n.nspname, c.relname), c.oid < 16384, c.relisshared,
              (SELECT coalesce(string_agg(
                   format(CASE WHEN a.atttypid = 'pg_catalog.xml'::regtype THEN 'r.%%I::text' ELSE 'r.%%I' END, a.attname),
                   ', ' ORDER BY a.attnum), '')
               FROM pg_attribute AS a
               WHERE a.attrelid = c.oid AND c.oid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped%s)
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'm', 'S') AND c.relpersistence = 'p' AND c.relispopulated
              AND NOT (c.oid < 16384 AND c.relname IN ('pg_statistic', 'pg_statistic_ext_data'))
            ORDER BY 5""";

    /** Maintenance writes these columns by itself, without changing what a relation or a database is. */
    private static final String MAINTAINED =
            "'{relpages,reltuples,relallvisible,relallfrozen,relfrozenxid,relminmxid,relhasindex,relhasrules,relhastriggers,relhassubclass,datfrozenxid,datminmxid,dathasloginevt}'::text[]";

    private final Sql sql;

    /** Reads through a session, which is of no other use afterwards: its settings are pinned. */
    public ContentQueries(Sql sql) {
        this.sql = sql;
        sql.execute(PINNED);
    }

    /**
     * Something that holds rows.
     *
     * @param oid its own
     * @param name as it stands in a statement, with its schema
     * @param schema as it is called
     * @param relation as it is called
     * @param kind what it is
     * @param shared whether all databases have this one in common
     * @param columns of a table, as they stand in a {@code ROW} of the alias {@code r}
     */
    public record Relation(
            long oid, String name, String schema, String relation, Kind kind, boolean shared, String columns) {

        /** Relations that hold rows. */
        public enum Kind {
            /** A table or a materialized view of a user. */
            TABLE,
            /** A sequence of a user. */
            SEQUENCE,
            /** A table that {@code initdb} made. */
            CATALOG
        }
    }

    /**
     * The rows of one relation.
     *
     * @param rows how many
     * @param hash two sums of 64-bit hashes
     */
    public record Rows(long rows, String hash) {}

    /**
     * A sequence. A primary writes it to WAL some values ahead, and a standby has what was written: both have the same horizon.
     *
     * @param lastValue as it is read
     * @param called whether that value has been given out
     * @param ahead how many values can be given out before WAL is written again
     * @param horizon the value that WAL was written up to
     */
    public record Sequence(long lastValue, boolean called, long ahead, String horizon) {}

    /**
     * A database.
     *
     * @param name as it is called
     * @param connectable whether anyone may connect to it
     */
    public record Database(String name, boolean connectable) {}

    /** Whether the server is in recovery. */
    public boolean isInRecovery() {
        return sql.one("SELECT pg_is_in_recovery()", row -> row.getBoolean(1));
    }

    /** All databases but {@code template0}, into which no one can have written. */
    public List<Database> databases() {
        return sql.query(
                "SELECT datname, datallowconn FROM pg_database WHERE datname <> 'template0' ORDER BY datname",
                row -> new Database(row.getString(1), row.getBoolean(2)));
    }

    /** What holds rows in this database: no unlogged and no temporary tables, which a standby has no rows of. */
    public List<Relation> relations(PostgresVersion version) {
        String stored = Feature.GENERATED_COLUMNS.isIn(version) ? " AND a.attgenerated <> 'v'" : "";
        return sql.query(RELATIONS.formatted(stored), ContentQueries::relation);
    }

    private static Relation relation(ResultSet row) throws SQLException {
        Relation.Kind kind = row.getBoolean(6)
                ? Relation.Kind.CATALOG
                : row.getString(2).equals("S") ? Relation.Kind.SEQUENCE : Relation.Kind.TABLE;
        return new Relation(
                row.getLong(1),
                row.getString(5),
                row.getString(3),
                row.getString(4),
                kind,
                row.getBoolean(7),
                row.getString(8));
    }

    /** The rows of a table. */
    public Rows rows(Relation table) {
        return sql.one(
                "SELECT %s FROM (%s) AS q".formatted(DIGEST, texts(table)),
                row -> new Rows(row.getLong(1), row.getString(2)));
    }

    /** The whole row, whatever its columns are called: the alias is always before the name of a column, never alone. */
    private static String texts(Relation table) {
        return "SELECT ROW(%s)::text COLLATE \"C\" AS t FROM ONLY %s AS r OFFSET 0"
                .formatted(table.columns(), table.name());
    }

    /**
     * Rows as text, sorted.
     *
     * @param most how many characters of each
     * @return of each row a hash of the whole of it, a colon, and the text
     */
    public List<String> sample(Relation table, int most) {
        String texts = table.kind() == Relation.Kind.CATALOG
                ? "SELECT %s COLLATE \"C\" AS t FROM %s AS r WHERE %s OFFSET 0"
                        .formatted(text(table), table.name(), madeLater())
                : texts(table);
        return sql.query(
                "SELECT hashtextextended(t, 0) || ':' || left(t, %1$s) FROM (%2$s) AS q ORDER BY left(t, %1$s), 1"
                        .formatted(most, texts),
                row -> row.getString(1));
    }

    /** The state of a sequence. */
    public Sequence sequence(Relation sequence) {
        return sql.one(
                """
                SELECT r.last_value, r.is_called, r.log_cnt, (r.last_value + r.log_cnt::numeric * s.seqincrement)::text
                FROM %s AS r, pg_sequence AS s WHERE s.seqrelid = %s""".formatted(sequence.name(), sequence.oid()),
                row -> new Sequence(row.getLong(1), row.getBoolean(2), row.getLong(3), row.getString(4)));
    }

    /**
     * The rows of catalogs, in the order given. Rows that {@code initdb} wrote and no statement has touched since are only counted: to
     * change one is to write another version of it.
     */
    public List<Rows> catalogs(List<Relation> catalogs) {
        if (catalogs.isEmpty()) {
            return List.of();
        }
        String later = madeLater();
        var branches = new ArrayList<String>();
        for (Relation catalog : catalogs) {
            branches.add("""
                    SELECT %s AS n, count(*),
                      coalesce(sum(CASE WHEN %2$s THEN hashtextextended(%3$s COLLATE "C", 0) END), 0)::text
                    FROM %4$s AS r""".formatted(branches.size(), later, text(catalog), catalog.name()));
        }
        return sql.query(
                branches.stream().collect(Collectors.joining(" UNION ALL ", "", " ORDER BY n")),
                row -> new Rows(row.getLong(2), row.getString(3)));
    }

    private static String text(Relation catalog) {
        boolean maintained =
                catalog.relation().equals("pg_class") || catalog.relation().equals("pg_database");
        return maintained ? "(to_jsonb(r) - %s)::text".formatted(MAINTAINED) : "ROW(r.*)::text";
    }

    /** What all databases have in common, by name. */
    public List<GlobalObjects.Property> globals(PostgresVersion version) {
        return GlobalObjects.of(sql, version);
    }

    /** The large objects of this database, by OID: the OID, a digest of the bytes, and the owner with the grants. */
    public List<List<String>> largeObjects() {
        return sql.query("""
                SELECT m.oid::text,
                  (SELECT count(*) || '/' || coalesce(sum(hashtextextended(ROW(pageno, data)::text COLLATE "C", 0)), 0)
                   FROM pg_largeobject WHERE loid = m.oid),
                  concat(pg_get_userbyid(m.lomowner), ' ', m.lomacl::text)
                FROM pg_largeobject_metadata AS m ORDER BY m.oid""", row -> List.of(row.getString(1), row.getString(2), row.getString(3)));
    }

    /** Whether a row of a catalog was written after {@code initdb} was done, which froze all that it had written. */
    private String madeLater() {
        String frozen = sql.one(
                "SELECT least(coalesce(min(datfrozenxid::text::bigint), %s), %s)::text FROM pg_database WHERE datname = 'template0'"
                        .formatted(FIRST_TRANSACTION, INITDB_TRANSACTIONS_MAX),
                row -> row.getString(1));
        return "age(r.xmin) <= age('%s'::xid)".formatted(frozen);
    }
}
