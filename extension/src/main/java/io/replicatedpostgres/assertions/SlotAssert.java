package io.replicatedpostgres.assertions;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.SlotState.WalStatus;
import java.util.Locale;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on a replication slot, as it was when it was looked at. */
public final class SlotAssert extends AbstractAssert<SlotAssert, SlotState> {

    SlotAssert(@Nullable SlotState actual) {
        super(actual, SlotAssert.class);
    }

    /** Something streams from it. */
    public SlotAssert isActive() {
        return check(slot().active(), "to be active");
    }

    /** Nothing streams from it. */
    public SlotAssert isInactive() {
        return check(!slot().active(), "to be inactive");
    }

    /** WAL it needs has been removed: {@code wal_status = lost} (PostgreSQL 13 and later). */
    public SlotAssert isLost() {
        return check(slot().walStatus() == WalStatus.LOST, "to be lost", whyKept(slot().walStatus()));
    }

    private static String whyKept(@Nullable WalStatus status) {
        if (status == WalStatus.UNRESERVED) {
            return ". The next checkpoint removes what it needs: primary.checkpoint()";
        }
        return status == WalStatus.RESERVED || status == WalStatus.EXTENDED
                ? ". A checkpoint loses a slot once it keeps more WAL than max_slot_wal_keep_size and more than wal_keep_size, which is 16MB here unless settings say otherwise. Set wal_keep_size = 0, write more WAL, and call primary.checkpoint()"
                : "";
    }

    /** The WAL it needs is still there. Before PostgreSQL 13 no slot is ever lost. */
    public SlotAssert isNotLost() {
        return check(slot().walStatus() != WalStatus.LOST, "not to be lost");
    }

    /** {@code wal_status} is this (PostgreSQL 13 and later). */
    public SlotAssert hasWalStatus(WalStatus status) {
        Given.value("status", status);
        return check(
                slot().walStatus() == status,
                "to have wal_status=" + status.name().toLowerCase(Locale.ROOT));
    }

    /** It keeps WAL from this position on, or from an earlier one. */
    public SlotAssert retainsFrom(Lsn position) {
        Given.value("position", position);
        Lsn restart = slot().restartLsn();
        return check(restart != null && position.isAtLeast(restart), "to retain WAL from " + position);
    }

    /** It keeps at least this much WAL. */
    public SlotAssert retainsAtLeast(DataSize amount) {
        Given.value("amount", amount);
        DataSize retained = slot().retained();
        return check(retained != null && retained.compareTo(amount) >= 0, "to retain at least " + amount);
    }

    /** It keeps at most this much WAL; a lost slot keeps none. */
    public SlotAssert retainsAtMost(DataSize amount) {
        Given.value("amount", amount);
        DataSize retained = slot().retained();
        return check(retained == null || retained.compareTo(amount) <= 0, "to retain at most " + amount);
    }

    /** It keeps rows from being removed by vacuum: it has an {@code xmin} or a {@code catalog_xmin}. */
    public SlotAssert holdsXmin() {
        return check(slot().holdsXmin(), "to hold xmin or catalog_xmin back");
    }

    /** It keeps no row from being removed by vacuum: it has neither {@code xmin} nor {@code catalog_xmin}. */
    public SlotAssert holdsBackNoRows() {
        return check(!slot().holdsXmin(), "to hold back no rows");
    }

    private SlotState slot() {
        isNotNull();
        return actual;
    }

    private SlotAssert check(boolean holds, String words) {
        return check(holds, words, "");
    }

    private SlotAssert check(boolean holds, String words, String wayOut) {
        if (!holds) {
            failWithMessage(
                    "expected slot \"%s\" on %s %s, but it is: %s%s",
                    actual.name(), actual.node(), words, actual, wayOut);
        }
        return this;
    }
}
