package io.replicatedpostgres.cluster;

import io.replicatedpostgres.postgres.ContentQueries.Relation;
import io.replicatedpostgres.postgres.ContentQueries.Rows;
import io.replicatedpostgres.postgres.ContentQueries.Sequence;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one database of a node holds.
 *
 * @param tables by {@code schema.table}
 * @param sequences by {@code schema.sequence}
 * @param catalogs the system catalogs of this database, by {@code schema.table}
 * @param shared the system catalogs that all databases have in common; only of the first one
 * @param unreadable why something cannot be read, by its name; by an empty name if the database cannot
 */
record DatabaseContents(
        Map<String, Table> tables,
        Map<String, Sequence> sequences,
        Map<String, Table> catalogs,
        Map<String, Table> shared,
        Map<String, String> unreadable) {

    /** A table and its rows. */
    record Table(Relation relation, Rows rows) {}

    static final String LARGE_OBJECTS = "pg_catalog.pg_largeobject";

    DatabaseContents() {
        this(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    }
}
