package io.replicatedpostgres.chaos;

/**
 * When a step begins, told by what the servers do and not by the clock alone: the primary is asked once a millisecond, until it is so. A moment that
 * does not come within three seconds is passed over, and the journal says so.
 */
public enum ServerMoment {
    /** The last 16 kB of a WAL segment are being written. */
    END_OF_SEGMENT(
            "pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') %"
                    + " pg_size_bytes(current_setting('wal_segment_size')) > pg_size_bytes(current_setting('wal_segment_size')) - 16384"),

    /** The last 200 bytes of a page of WAL are being written, so that the next record goes over its end. */
    END_OF_PAGE("pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') % 8192 > 7992"),

    /** A transaction is prepared, and neither committed nor rolled back. */
    PREPARED("EXISTS (SELECT FROM pg_prepared_xacts)"),

    /** A commit waits for a standby. */
    COMMIT_WAITS("EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep')"),

    /** A standby has WAL that it has not replayed. */
    REPLAY_BEHIND("EXISTS (SELECT FROM pg_stat_replication WHERE replay_lsn < flush_lsn)"),

    /** A vacuum is under way. */
    VACUUM("EXISTS (SELECT FROM pg_stat_progress_vacuum)"),

    /** An index is being built, and no query uses it yet. */
    INDEX_BUILD("EXISTS (SELECT FROM pg_index WHERE NOT indisvalid)"),

    /** The checkpointer works. */
    CHECKPOINT("EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'checkpointer'"
            + " AND wait_event IS DISTINCT FROM 'CheckpointerMain')"),

    /** A base backup is under way. */
    BACKUP("EXISTS (SELECT FROM pg_stat_replication WHERE state = 'backup')"),

    /** A transaction that has written is 30 ms old. */
    LONG_TRANSACTION("EXISTS (SELECT FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
            + " AND xact_start < clock_timestamp() - interval '30 ms')"),

    /** A database is being made or dropped. */
    DATABASE("EXISTS (SELECT FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()"
            + " AND (query LIKE 'CREATE DATABASE%' OR query LIKE 'DROP DATABASE%'))"),

    /** Changes are being decoded. */
    DECODING("EXISTS (SELECT FROM pg_replication_slots WHERE slot_type = 'logical' AND active)");

    private final String question;

    ServerMoment(String question) {
        this.question = question;
    }

    /** A query of one row and one boolean column. */
    String query() {
        return "SELECT " + question;
    }
}
