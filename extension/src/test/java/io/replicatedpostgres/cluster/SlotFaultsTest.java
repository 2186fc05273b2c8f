package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.fault.SlotFaults;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.provision.Background;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each fault of slots and walsenders, as PostgreSQL sees it. */
class SlotFaultsTest {

    private final Cluster cluster = Cluster.start();
    private final Node primary = cluster.node("node-1");
    private final Node standby = cluster.node("node-2");
    private final String slot = primary.slots().get(0).name();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void exhaustedSlotsAreRefusedUntilTheyAreGivenBack() {
        cluster.during(
                SlotFaults.slotsExhausted(primary),
                () -> assertThatThrownBy(() -> primary.createSlot("one_more"))
                        .hasMessageContaining("53400")
                        .hasMessageContaining("all replication slots are in use"));

        primary.createSlot("one_more");
        assertThat(primary.slots()).hasSize(2);
        cluster.awaitInSync();
    }

    @Test
    void slotsOfAStoppedServerAreGivenBackToo() {
        Injected exhausted = cluster.inject(SlotFaults.slotsExhausted(primary));
        primary.stop();

        exhausted.heal();
        primary.start();

        assertThat(primary.slots()).hasSize(1);
        cluster.awaitInSync();
    }

    @Test
    void exhaustedWalsendersAreRefusedAndThoseThatStreamGoOn() {
        LogMark mark = primary.log().mark();

        cluster.during(SlotFaults.walsendersExhausted(primary), () -> {
            primary.log().await("number of requested standby connections exceeds", mark);
            cluster.awaitInSync();
        });

        try (var released = primary.member().walsender()) {
            assertThat(primary.standbys()).hasSize(2);
        }
    }

    @Test
    void aDroppedSlotIsMissedByItsStandby() {
        LogMark mark = primary.log().mark();

        Inflicted dropped = cluster.inflict(SlotFaults.dropped(primary, slot));
        assertThat(primary.slots()).isEmpty();
        standby.member().server().reload();
        primary.log().await("replication slot \"%s\" does not exist".formatted(slot), mark);

        assertThat(dropped.repair()).isEqualTo(Mended.SLOT_RECREATED);
        cluster.awaitInSync();
    }

    @Test
    void anAdvancedSlotNoLongerKeepsWhatItsStandbyNeeds() {
        standby.stop();
        var before = primary.slot(slot).restartLsn();
        var end = primary.writeWal(DataSize.megabytes(1));

        Inflicted advanced = cluster.inflict(SlotFaults.advanced(primary, slot));

        assertThat(primary.slot(slot).restartLsn()).isNotEqualTo(before);
        assertThat(primary.slot(slot).restartLsn()).isGreaterThanOrEqualTo(end);
        standby.start();
        advanced.repair();
        cluster.awaitInSync();
    }

    @Test
    void aSlotsWalGoesOnlyOnceItIsArchived() throws Exception {
        standby.stop();
        CompletableFuture<Inflicted> striking;

        try (var archiver = primary.pause(ProcessKind.ARCHIVER)) {
            striking = Background.run(() -> cluster.inflict(SlotFaults.invalidated(primary, slot)));
            await().until(() -> striking.isDone() || primary.slot(slot).walStatus() == SlotState.WalStatus.LOST);
            assertThat(striking).isNotDone();
        }

        striking.get(30, TimeUnit.SECONDS);
        assertThat(primary.slot(slot)).isLost();
    }

    @Test
    void anInvalidatedSlotIsLostAndItsStandbyRebuilt() {
        standby.stop();
        LogMark mark = standby.log().mark();

        Inflicted invalidated = cluster.inflict(SlotFaults.invalidated(primary, slot));

        assertThat(primary.slot(slot)).isLost();
        assertThat(primary.query("SHOW max_slot_wal_keep_size")).containsExactly("-1");
        standby.start();
        standby.log()
                .await(
                        cluster.version().isAtLeast(18)
                                ? "can no longer access replication slot"
                                : "requested WAL segment",
                        mark);
        assertThat(invalidated.repair()).isEqualTo(Mended.REBUILT);
        cluster.awaitInSync();
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> cluster.inflict(SlotFaults.invalidated(primary, slot)))
                .hasMessageContaining("SLOT_INVALIDATED cannot strike slot node_2 of node-1: it is active");
        assertThatThrownBy(() -> cluster.inflict(SlotFaults.dropped(primary, "nope")))
                .hasMessage("node-1 has no slot 'nope'; it has " + List.of(slot));
        assertThat(primary.slot(slot)).isActive();
    }
}
