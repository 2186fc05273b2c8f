package io.replicatedpostgres.assertions;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.SlotState.WalStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotAssertTest {

    private static final Lsn RESTART = Lsn.parse("0/5000000");

    private static final SlotState ACTIVE = slot(true, RESTART, DataSize.megabytes(20), WalStatus.EXTENDED);
    private static final SlotState INACTIVE = slot(false, RESTART, DataSize.megabytes(20), WalStatus.EXTENDED);
    private static final SlotState LOST = slot(false, null, null, WalStatus.LOST);

    private static SlotState slot(
            boolean active, @Nullable Lsn restart, @Nullable DataSize retained, WalStatus status) {
        return new SlotState(new NodeRef("node-1"), "air", true, active, restart, retained, status, null, null, null);
    }

    @Test
    void passes() {
        assertThat(ACTIVE)
                .isActive()
                .isNotLost()
                .hasWalStatus(WalStatus.EXTENDED)
                .retainsFrom(RESTART)
                .retainsFrom(RESTART.plus(1))
                .retainsAtLeast(DataSize.megabytes(20))
                .retainsAtMost(DataSize.megabytes(20));
        assertThat(INACTIVE).isInactive();
        assertThat(LOST).isInactive().isLost().retainsAtMost(DataSize.bytes(0));
    }

    @Test
    void aSlotThatIsNotUsedFails() {
        assertThatThrownBy(() -> assertThat(INACTIVE).isActive())
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected slot \"air\" on node-1 to be active, but it is: slot air on node-1 (inactive,"
                        + " restart_lsn=0/5000000, retains 20.0 MB, wal_status=extended)");
    }

    @Test
    void aSlotThatIsUsedFails() {
        fails(() -> assertThat(ACTIVE).isInactive(), "to be inactive", "(active, ");
    }

    @Test
    void aSlotThatIsNotLostFails() {
        fails(() -> assertThat(ACTIVE).isLost(), "to be lost", "wal_status=extended");
    }

    @Test
    void aLostSlotFails() {
        fails(() -> assertThat(LOST).isNotLost(), "not to be lost", "retains nothing, wal_status=lost");
        fails(() -> assertThat(LOST).retainsFrom(RESTART), "to retain WAL from 0/5000000", "restart_lsn=none");
        fails(
                () -> assertThat(LOST).retainsAtLeast(DataSize.bytes(0)),
                "to retain at least 0 bytes",
                "retains nothing");
    }

    @Test
    void anotherStatusFails() {
        fails(() -> assertThat(ACTIVE).hasWalStatus(WalStatus.LOST), "to have wal_status=lost", "wal_status=extended");
    }

    @Test
    void theWrongAmountFails() {
        Lsn before = Lsn.parse("0/4FFFFFF");

        fails(() -> assertThat(ACTIVE).retainsFrom(before), "to retain WAL from 0/4FFFFFF", "restart_lsn=0/5000000");
        fails(
                () -> assertThat(ACTIVE).retainsAtLeast(DataSize.megabytes(21)),
                "to retain at least 21.0 MB",
                "retains 20.0 MB");
        fails(
                () -> assertThat(ACTIVE).retainsAtMost(DataSize.megabytes(19)),
                "to retain at most 19.0 MB",
                "retains 20.0 MB");
    }

    private static void fails(Runnable assertion, String wanted, String seen) {
        assertThatThrownBy(assertion::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "expected slot \"air\" on node-1 " + wanted + ", but it is: slot air on node-1 (")
                .hasMessageContaining(seen);
    }

    @Test
    @ReplicatedPostgres(standbys = 0, slots = "air", settings = "max_slot_wal_keep_size = 4MB")
    void holdsForTheSlotsOfAServer(Cluster cluster) {
        Node primary = cluster.primary();
        Lsn beginning = primary.currentLsn();

        Lsn end = primary.writeWal(DataSize.megabytes(2));

        assertThat(primary.slot("air"))
                .isInactive()
                .isNotLost()
                .hasWalStatus(WalStatus.RESERVED)
                .retainsFrom(beginning)
                .retainsAtLeast(DataSize.megabytes(2));
        assertThat(end).isGreaterThan(beginning);

        primary.writeWal(DataSize.megabytes(40));
        primary.checkpoint();

        assertThat(primary.slot("air")).isLost();
    }
}
