package io.replicatedpostgres.chaos;

import java.util.List;
import java.util.Optional;

/**
 * What a database does beside the clients of the workload while chaos goes on, so that a fault meets more kinds of WAL than inserts write. Each kind is
 * done over and over on the primary, in tables of its own whose names begin with {@code side_}. A statement that fails, as most do in a failover, is
 * passed over; what was done shows in the comparison of the nodes.
 */
public enum DatabaseWork {
    /** Transactions that are prepared, and committed or rolled back three turns later. Needs {@code max_prepared_transactions}. */
    TWO_PHASE(
            Need.PREPARED_TRANSACTIONS,
            "CREATE TABLE IF NOT EXISTS side_two_phase (turn int, n int)",
            "BEGIN; INSERT INTO side_two_phase SELECT %1$d, n FROM generate_series(1, 50) n; PREPARE TRANSACTION 'side_%1$d'",
            "COMMIT PREPARED 'side_%2$d'"),

    /** Tables that are made, filled, changed, truncated and dropped, and a transaction of that which is rolled back. */
    TABLES(
            Need.NONE,
            "CREATE TABLE side_table_%1$d (n int PRIMARY KEY, t text)",
            "INSERT INTO side_table_%1$d SELECT n, n::text FROM generate_series(1, 200) n",
            "ALTER TABLE side_table_%1$d ADD added int DEFAULT 7",
            "BEGIN; TRUNCATE side_table_%1$d; INSERT INTO side_table_%1$d VALUES (1, '1'); COMMIT",
            "BEGIN; CREATE TABLE side_never AS SELECT n FROM generate_series(1, 200) n; DROP TABLE side_table_%1$d; ROLLBACK",
            "DROP TABLE IF EXISTS side_table_%2$d"),

    /** Databases that are made and dropped. */
    DATABASES(Need.NONE, "CREATE DATABASE side_%1$d", "DROP DATABASE IF EXISTS side_%2$d"),

    /** A table that is unlogged at first, and then logged. */
    UNLOGGED_TABLES(
            Need.NONE,
            "CREATE UNLOGGED TABLE IF NOT EXISTS side_unlogged (n int)",
            "INSERT INTO side_unlogged SELECT n FROM generate_series(1, 500) n",
            "ALTER TABLE side_unlogged SET LOGGED",
            "DROP TABLE side_unlogged"),

    /** Transactions of 2 MB, of which every other one is rolled back. */
    LARGE_TRANSACTIONS(
            Need.NONE,
            "CREATE TABLE IF NOT EXISTS side_large (n int, t text)",
            "INSERT INTO side_large SELECT n, repeat('x', 100) FROM generate_series(1, 15000) n",
            "BEGIN; DELETE FROM side_large; INSERT INTO side_large SELECT n, 'y' FROM generate_series(1, 15000) n; ROLLBACK",
            "TRUNCATE side_large"),

    /** Transactions with 100 subtransactions, more than a snapshot of a standby lists, of which every tenth is rolled back. */
    SUBTRANSACTIONS(
            Need.NONE,
            "CREATE TABLE IF NOT EXISTS side_subtransactions (turn int, n int)",
            "DO $$ BEGIN FOR n IN 1..100 LOOP BEGIN INSERT INTO side_subtransactions VALUES (%1$d, n);"
                    + " IF n %% 10 = 0 THEN RAISE EXCEPTION 'side'; END IF;"
                    + " EXCEPTION WHEN raise_exception THEN NULL; END; END LOOP; END $$"),

    /** Rows that are updated one by one in a table that others vacuum and index. */
    UPDATES(
            Need.NONE,
            "CREATE TABLE IF NOT EXISTS side_rows (n int PRIMARY KEY, turn int, t text)",
            "INSERT INTO side_rows SELECT n, 0, repeat('x', 50) FROM generate_series(1, 500) n ON CONFLICT DO NOTHING",
            "UPDATE side_rows SET turn = %1$d WHERE n %% 50 = %1$d %% 50",
            "UPDATE side_rows SET t = repeat('z', 50) WHERE n = %1$d %% 500 + 1"),

    /** A vacuum after deletes, of rows in between and of the end of the table, which it gives back. */
    VACUUMS(
            Need.NONE,
            "CREATE TABLE IF NOT EXISTS side_rows (n int PRIMARY KEY, turn int, t text)",
            "INSERT INTO side_rows SELECT n, 0, repeat('x', 50) FROM generate_series(501, 3000) n ON CONFLICT DO NOTHING",
            "DELETE FROM side_rows WHERE n > 500 AND (n > 2000 OR n %% 3 = 0)",
            "VACUUM side_rows",
            "VACUUM (FREEZE) side_rows"),

    /** Indexes that are built, rebuilt and dropped, with writers beside them. */
    INDEXES(
            Need.NONE,
            "CREATE TABLE IF NOT EXISTS side_rows (n int PRIMARY KEY, turn int, t text)",
            "CREATE INDEX CONCURRENTLY side_index ON side_rows (turn)",
            "CREATE INDEX side_text ON side_rows (t)",
            "REINDEX INDEX side_index",
            "DROP INDEX side_text",
            "DROP INDEX CONCURRENTLY IF EXISTS side_index"),

    /** A logical slot that is made, read and dropped. Needs {@code wal_level = logical}. */
    LOGICAL_SLOTS(
            Need.LOGICAL,
            "DROP PUBLICATION IF EXISTS side",
            "CREATE PUBLICATION side FOR ALL TABLES",
            "SELECT pg_create_logical_replication_slot('side', 'pgoutput')",
            "SELECT count(*) FROM pg_logical_slot_get_binary_changes('side', NULL, 1000, 'proto_version', '1',"
                    + " 'publication_names', 'side')",
            "SELECT pg_drop_replication_slot('side')"),

    /** Checkpoints, and WAL segments that end early. */
    CHECKPOINTS(Need.NONE, "CHECKPOINT", "SELECT pg_switch_wal()");

    private static final int TURNS_BACK = 3;

    /** What the server must be set to. */
    private enum Need {
        NONE("true", ""),
        PREPARED_TRANSACTIONS(
                "current_setting('max_prepared_transactions')::int >= 10", "max_prepared_transactions = 10"),
        LOGICAL("current_setting('wal_level') = 'logical'", "wal_level = logical");

        private final String question;
        private final String setting;

        Need(String question, String setting) {
            this.question = question;
            this.setting = setting;
        }
    }

    private final Need need;
    private final String statements;

    DatabaseWork(Need need, String... statements) {
        this.need = need;
        this.statements = String.join("\n", statements);
    }

    /** The statements of a turn; turns are counted from 1. */
    List<String> statements(int turn) {
        return statements
                .lines()
                .map(statement -> statement.formatted(turn, Math.max(0, turn - TURNS_BACK)))
                .toList();
    }

    /** An SQL expression: whether the server is set so that this can be done. */
    String question() {
        return need.question;
    }

    /** The setting that it needs; empty if it needs none. */
    Optional<String> setting() {
        return need.setting.isEmpty() ? Optional.empty() : Optional.of(need.setting);
    }
}
