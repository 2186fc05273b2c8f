package io.replicatedpostgres.model;

import org.jspecify.annotations.Nullable;

/**
 * A replication slot: a row of {@code pg_replication_slots}, with what it keeps from being removed.
 *
 * @param node the node it is on
 * @param name its name
 * @param physical whether it is a physical slot; else a logical one
 * @param active whether something streams from it
 * @param restartLsn the oldest WAL it keeps; null if it never reserved any, and once it is lost
 * @param retained how much WAL lies between {@code restartLsn} and the node's position; null if it keeps none
 * @param walStatus what has become of the WAL it needs; null before PostgreSQL 13 and for a slot that reserved none
 * @param safeWalSizeBytes how much can be written before the slot may be lost ({@code safe_wal_size}); negative once
 *     beyond the limit, null without a limit, for a lost slot, and before PostgreSQL 13
 * @param xmin the oldest transaction it keeps rows for; null if none
 * @param invalidationReason {@code wal_removed}, {@code rows_removed}, {@code wal_level_insufficient},
 *     {@code idle_timeout}; null if valid, and before PostgreSQL 17
 */
public record SlotState(
        NodeRef node,
        String name,
        boolean physical,
        boolean active,
        @Nullable Lsn restartLsn,
        @Nullable DataSize retained,
        @Nullable WalStatus walStatus,
        @Nullable Long safeWalSizeBytes,
        @Nullable Long xmin,
        @Nullable String invalidationReason) {

    /** What has become of the WAL a slot needs, as PostgreSQL 13 and later report it. */
    public enum WalStatus {
        /** Within {@code max_wal_size}. */
        RESERVED,
        /** Beyond {@code max_wal_size}, and kept. */
        EXTENDED,
        /** No longer kept: the next checkpoint may remove it. */
        UNRESERVED,
        /** Removed: the slot is of no use any more. */
        LOST
    }

    @Override
    public String toString() {
        return "slot %s on %s (%s, restart_lsn=%s, retains %s, wal_status=%s)"
                .formatted(
                        name,
                        node,
                        active ? "active" : "inactive",
                        restartLsn == null ? "none" : restartLsn,
                        retained == null ? "nothing" : retained,
                        walStatus == null ? "unknown" : walStatus.name().toLowerCase(java.util.Locale.ROOT));
    }
}
