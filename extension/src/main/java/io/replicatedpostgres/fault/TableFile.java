package io.replicatedpostgres.fault;

import io.replicatedpostgres.postgres.Sql;

/** Where a table lies. */
final class TableFile {

    private TableFile() {}

    /** The first file of a table in the database {@code postgres}, relative to the data directory; the server has to run. */
    static String of(Patient patient, String table) {
        try (Sql sql = patient.session()) {
            return sql.one("SELECT pg_relation_filepath(?::regclass)", row -> row.getString(1), table);
        }
    }
}
