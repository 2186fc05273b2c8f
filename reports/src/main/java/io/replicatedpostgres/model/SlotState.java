package io.replicatedpostgres.model;

import java.util.Locale;
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
 * @param xmin the oldest transaction it keeps rows for, of all tables: what its standby told with
 *     {@code hot_standby_feedback}. An inactive slot goes on keeping it. Null if none
 * @param invalidationReason {@code wal_removed}, {@code rows_removed}, {@code wal_level_insufficient},
 *     {@code idle_timeout}; null if valid, and before PostgreSQL 17
 * @param catalogXmin the oldest transaction it keeps rows of the catalogs for, so that WAL can be decoded; null if none
 * @param confirmedFlush up to where the reader of a logical slot has everything; null for a physical slot
 * @param failover whether standbys shall keep a copy of this logical slot; null before PostgreSQL 17
 * @param synced whether it is such a copy, which nothing can read before a promotion; null before PostgreSQL 17
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
        @Nullable String invalidationReason,
        @Nullable Long catalogXmin,
        @Nullable Lsn confirmedFlush,
        @Nullable Boolean failover,
        @Nullable Boolean synced) {

    /** A slot of which nothing is known that concerns logical decoding. */
    public SlotState(
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
        this(
                node,
                name,
                physical,
                active,
                restartLsn,
                retained,
                walStatus,
                safeWalSizeBytes,
                xmin,
                invalidationReason,
                null,
                null,
                null,
                null);
    }

    /** The state of the WAL that a slot needs, as PostgreSQL 13 and later report it. */
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

    /** Whether it keeps rows from being removed: it has an {@code xmin} or a {@code catalog_xmin}. */
    public boolean holdsXmin() {
        return xmin != null || catalogXmin != null;
    }

    /** Whether it is a copy of a slot of the primary, which {@code sync_replication_slots} keeps (PostgreSQL 17 and later). */
    public boolean isSynced() {
        return Boolean.TRUE.equals(synced);
    }

    @Override
    public String toString() {
        return "slot %s on %s (%s, restart_lsn=%s, retains %s, wal_status=%s%s%s)"
                .formatted(
                        name,
                        node,
                        active ? "active" : "inactive",
                        restartLsn == null ? "none" : restartLsn,
                        retained == null ? "nothing" : retained,
                        walStatus == null ? "unknown" : walStatus.name().toLowerCase(Locale.ROOT),
                        xmin == null ? "" : ", xmin=" + xmin,
                        catalogXmin == null ? "" : ", catalog_xmin=" + catalogXmin);
    }
}
