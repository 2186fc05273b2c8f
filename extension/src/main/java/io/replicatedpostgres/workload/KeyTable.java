package io.replicatedpostgres.workload;

import io.replicatedpostgres.journal.TransactionStep;
import io.replicatedpostgres.journal.TransactionStep.Kind;

/**
 * How the server keeps what the transactions of a workload write and read. All SQL names {@code key} and {@code said}: what is there,
 * as a step of a {@link io.replicatedpostgres.journal.Transaction} writes it.
 *
 * @param table its name
 * @param create makes it
 * @param put writes to a key: parameters are key and element, the result is {@code said}
 * @param rows a row with {@code key} and {@code said} for each key that was written
 * @param nothing what a key says that was not written
 * @param writing what a write is called
 * @param reading what a read is called
 */
record KeyTable(String table, String create, String put, String rows, String nothing, Kind writing, Kind reading) {

    /** A list is an array in one row, and grows by {@code elements || element}. */
    static KeyTable ofArrays(String name) {
        String table = name + "_lists";
        return lists(
                table,
                "CREATE TABLE %s (key bigint PRIMARY KEY, elements bigint[] NOT NULL) WITH (fillfactor = 50)",
                "INSERT INTO %1$s (key, elements) VALUES (?, ARRAY[?::bigint]) ON CONFLICT (key) DO UPDATE"
                        + " SET elements = %1$s.elements || excluded.elements RETURNING key::text AS said",
                "SELECT key, array_to_string(elements, ',') AS said FROM %s");
    }

    /** A list is a row for each element, with its position: two transactions that append at the same time want the same position. */
    static KeyTable ofRows(String name) {
        String table = name + "_elements";
        return lists(
                table,
                "CREATE TABLE %s (key bigint, position integer, element bigint NOT NULL, PRIMARY KEY (key, position))",
                "INSERT INTO %1$s (key, position, element) SELECT given.key, coalesce((SELECT max(position) FROM %1$s"
                        + " AS kept WHERE kept.key = given.key), 0) + 1, given.element FROM (VALUES (?::bigint,"
                        + " ?::bigint)) AS given (key, element) RETURNING key::text AS said",
                "SELECT key, string_agg(element::text, ',' ORDER BY position) AS said FROM %s GROUP BY key");
    }

    /** A register is a row that also has the number of its version, and the value before it. */
    static KeyTable ofRegisters(String name) {
        String table = name + "_registers";
        String said = "value || '@' || version || '<' || previous AS said";
        return new KeyTable(
                table,
                "CREATE TABLE %s (key bigint PRIMARY KEY, value bigint NOT NULL, version bigint NOT NULL, previous bigint NOT NULL) WITH (fillfactor = 50)"
                        .formatted(table),
                "INSERT INTO %1$s AS kept (key, value, version, previous) VALUES (?, ?, 1, 0) ON CONFLICT (key) DO UPDATE SET value = excluded.value, version = kept.version + 1, previous = kept.value RETURNING %2$s"
                        .formatted(table, said),
                "SELECT key, %s FROM %s".formatted(said, table),
                "0@0<0",
                Kind.WRITE,
                Kind.GET);
    }

    private static KeyTable lists(String table, String create, String put, String rows) {
        return new KeyTable(
                table,
                create.formatted(table),
                put.formatted(table),
                rows.formatted(table),
                "",
                Kind.APPEND,
                Kind.READ);
    }

    /** A write that was not answered yet. */
    TransactionStep asked(long key, long element) {
        return TransactionStep.of(writing, key, String.valueOf(element));
    }

    /** The same once the server has answered. */
    TransactionStep answered(long key, long element, String said) {
        return writing == Kind.APPEND ? asked(key, element) : TransactionStep.of(writing, key, said);
    }

    /** What was read. */
    TransactionStep read(long key, String said) {
        return TransactionStep.of(reading, key, said);
    }
}
