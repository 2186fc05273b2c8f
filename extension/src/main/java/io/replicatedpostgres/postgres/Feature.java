package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.PostgresVersion;
import io.replicatedpostgres.model.SpecException;

/**
 * A feature that not every version of PostgreSQL has: from which major version on, until which, and where that is written. The one home
 * of these facts: code that depends on a version asks here.
 */
public enum Feature {
    /**
     * Settings of recovery are in {@code postgresql.conf}, and an empty {@code standby.signal} makes a standby; before, both are in
     * {@code recovery.conf}, which only a start reads ({@link RecoveryMode}).
     */
    RECOVERY_SETTINGS(12, "recovery.conf has become settings and standby.signal"),
    /** {@code pg_promote()}. */
    PROMOTE_BY_SQL(12, "pg_promote()"),
    /** Generated columns, and {@code pg_attribute.attgenerated}. */
    GENERATED_COLUMNS(12, "generated columns"),
    /** {@code WITH … AS MATERIALIZED}; before, every {@code WITH} is. */
    MATERIALIZED_WITH(12, "WITH … AS [NOT] MATERIALIZED"),
    /** A reload is enough to make a standby stream from another node; before, it reads that only when it starts. */
    UPSTREAM_BY_RELOAD(13, "primary_conninfo and primary_slot_name change by a reload"),
    /** A promotion ends a pause of the replay, at a target of a recovery too; before, it waits for {@code pg_wal_replay_resume()}. */
    PROMOTION_ENDS_PAUSE(13, "a promotion ends a pause of the replay"),
    /** {@code wal_keep_size} in bytes; before, {@code wal_keep_segments} in files. */
    WAL_KEEP_SIZE(13, "wal_keep_size"),
    /** {@code wal_status} and {@code safe_wal_size} of a slot, and {@code max_slot_wal_keep_size}. */
    SLOT_WAL_STATUS(13, "slots can be lost, and say so: max_slot_wal_keep_size, wal_status"),
    /** {@code pg_stat_wal_receiver.flushed_lsn}; before, {@code received_lsn}. */
    RECEIVER_FLUSHED_LSN(13, "pg_stat_wal_receiver.flushed_lsn"),
    /** {@code pg_rewind --restore-target-wal}. */
    REWIND_FROM_ARCHIVE(13, "pg_rewind --restore-target-wal"),
    /** {@code pg_rewind} recovers a target that was killed, in single-user mode. */
    REWIND_RECOVERS_TARGET(13, "pg_rewind recovers a target that was not shut down cleanly"),
    /** A backup comes with a manifest, which {@code pg_verifybackup} and incremental backups read. */
    BACKUP_MANIFEST(13, "backup_manifest"),
    /** {@code pg_rewind} takes a standby as its source. */
    REWIND_FROM_STANDBY(14, "a standby can be the source of pg_rewind"),
    /** {@code pg_amcheck}. */
    AMCHECK(14, "pg_amcheck"),
    /** {@code pg_backup_start} and {@code pg_backup_stop}; before, {@code pg_start_backup} and {@code pg_stop_backup}. */
    BACKUP_START(15, "pg_backup_start and pg_backup_stop"),
    /** {@code GRANT … ON PARAMETER}. */
    PARAMETER_GRANTS(15, "pg_parameter_acl: GRANT SET and ALTER SYSTEM on settings"),
    /** {@code CREATE TABLESPACE … LOCATION ''} with {@code allow_in_place_tablespaces}. */
    IN_PLACE_TABLESPACES(15, "allow_in_place_tablespaces"),
    /** A file promotes: {@code promote_trigger_file}, before 12 {@code trigger_file}; gone with 16. */
    TRIGGER_FILE(11, 15, "promote_trigger_file"),
    /** {@code pg_rewind} looks at the minimum recovery point too, and so sees a promotion before its first checkpoint. */
    REWIND_SEES_PROMOTION(16, "pg_rewind sees a promotion before its first checkpoint"),
    /** Logical slots on a standby. */
    LOGICAL_SLOTS_ON_STANDBYS(16, "logical decoding on standbys"),
    /** Logical slots that standbys keep a copy of: {@code failover}, {@code synced}, {@code sync_replication_slots}. */
    FAILOVER_SLOTS(17, "failover slots: pg_create_logical_replication_slot(…, failover), sync_replication_slots"),
    /** {@code pg_replication_slots.invalidation_reason}. */
    SLOT_INVALIDATION_REASON(17, "pg_replication_slots.invalidation_reason"),
    /** {@code pg_basebackup --incremental}, {@code pg_combinebackup} and {@code summarize_wal}. */
    INCREMENTAL_BACKUP(17, "pg_basebackup --incremental and pg_combinebackup"),
    /** {@code initdb} turns data checksums on unless told otherwise. */
    CHECKSUMS_BY_DEFAULT(18, "data checksums are on by default");

    private final int since;
    private final int last;
    private final String words;

    Feature(int since, String words) {
        this(since, Integer.MAX_VALUE, words);
    }

    Feature(int since, int last, String words) {
        this.since = since;
        this.last = last;
        this.words = words;
    }

    /** The first major version that has it; 11 stands for that or an older one. */
    public int since() {
        return since;
    }

    /** What it is, in PostgreSQL's words. */
    public String words() {
        return words;
    }

    /** Where it is written: the release notes of the version that brought it, or after the last one that had it. */
    public String source() {
        return "https://www.postgresql.org/docs/release/%s.0/".formatted(last == Integer.MAX_VALUE ? since : last + 1);
    }

    /** Whether a version has it. */
    public boolean isIn(PostgresVersion version) {
        return version.isAtLeast(since) && version.major() <= last;
    }

    /**
     * Refuses what a version does not have.
     *
     * @param what was tried, and on whom: {@code a failover slot on node-1}
     * @param wayOut what to do instead, without a full stop
     * @throws SpecException naming the version, the rule and the way out
     */
    public void require(PostgresVersion version, String what, String wayOut) {
        if (!isIn(version)) {
            String rule = last == Integer.MAX_VALUE
                    ? "it is there since PostgreSQL %s (%s)".formatted(since, words)
                    : "it is gone since PostgreSQL %s (%s)".formatted(last + 1, words);
            throw SpecException.of(what, "%s, and this is %s".formatted(rule, version), wayOut);
        }
    }
}
