package io.replicatedpostgres.scenarios.slots;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.SessionFaults.longQuery;
import static io.replicatedpostgres.fault.SlotFaults.slotsExhausted;
import static io.replicatedpostgres.fault.SlotFaults.walsendersExhausted;
import static io.replicatedpostgres.model.DataSize.megabytes;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of slots: over restarts, promotions and base backups. */
@Tag("quick")
@Tag("slots")
public class SlotLifeScenarios {

    @Test
    @Tag("SLT-08")
    @Tag("high")
    @Scenario(
            situation = "Two standbys stream through slots. The primary dies, one of them is promoted.",
            expectation = "The slots are on the new primary: standbys have everything.",
            reality =
                    "Physical slots are not replicated. The new primary has none: the other standby cannot stream through "
                            + "its slot, and no WAL is kept for it, until it is made anew.",
            source = "Patroni permanent_slots; CloudNativePG replication slots")
    @ReplicatedPostgres(standbys = 2)
    void theNewPrimaryHasNoneOfTheSlots(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir, @OnNode("node-3") Node other) {
        assertThat(old).hasSlot("node_2").hasSlot("node_3");
        old.kill();
        heir.promote();
        assertThat(heir).lacksSlot("node_2").lacksSlot("node_3");

        other.follow(heir);

        cluster.awaitInSync();
        assertThat(heir).hasSlot("node_3");
        assertThat(heir.slot("node_3")).isActive();
    }

    @Test
    @Tag("SLT-07")
    @Tag("low")
    @Scenario(
            situation = "A slot without a standby is advanced to the end of WAL, and the primary restarted.",
            expectation = "What a slot keeps is decided by its consumer.",
            reality = "The position is kept over the restart, and the WAL before it is free.",
            source = "PostgreSQL src/test/recovery/t/001_stream_rep.pl")
    @ReplicatedPostgres
    void anAdvancedSlotStaysAdvanced(@OnNode("node-1") Node primary) {
        primary.createSlot("idle");
        Lsn end = primary.writeWal(megabytes(2));
        primary.query("SELECT end_lsn FROM pg_replication_slot_advance('idle', pg_current_wal_lsn())");

        primary.restart();

        assertThat(primary.slot("idle").restartLsn()).isGreaterThanOrEqualTo(end);
    }

    @Test
    @Tag("SLT-11")
    @Tag("medium")
    @Scenario(
            situation = "All replication slots are taken; all walsenders are.",
            expectation = "A new standby waits for one.",
            reality =
                    "It is refused: all replication slots are in use, number of requested standby connections exceeds "
                            + "max_wal_senders. Those that stream go on.",
            source = "stolon LoweredMaxStandbysPerSender")
    @ReplicatedPostgres
    void whenAllAreTakenTheNextOneIsRefused(Cluster cluster, @OnNode("node-1") Node primary) {
        cluster.during(
                slotsExhausted(primary),
                () -> assertThatThrownBy(() -> primary.createSlot("one_more"))
                        .hasMessageContaining("53400")
                        .hasMessageContaining("all replication slots are in use"));
        LogMark before = primary.log().mark();
        cluster.during(walsendersExhausted(primary), () -> {
            primary.log().await("number of requested standby connections exceeds", before);
            cluster.awaitInSync();
        });
        assertThat(cluster).isInSync();
    }

    @Test
    @Tag("SLT-13")
    @Tag("low")
    @Scenario(
            situation = "A standby is built by a base backup of a primary that has slots.",
            expectation = "The copy has the slots of the primary, stale ones.",
            reality = "A base backup leaves slots out. (A plain copy of the files does not.)",
            source = "repmgr issue 334; PostgreSQL documentation, pg_basebackup")
    @ReplicatedPostgres
    void aBaseBackupCarriesNoSlot(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.createSlot("stale");
        standby.stop();
        standby.rebuildFrom(primary);
        standby.start();

        cluster.awaitInSync();
        assertThat(standby).lacksSlot("stale");
        assertThat(standby.slots()).isEmpty();
    }

    @Test
    @Tag("SLT-15")
    @Tag("STR-09")
    @Tag("high")
    @Scenario(
            situation = "hot_standby_feedback is on, and a query on the standby takes long. Rows are deleted.",
            expectation = "Vacuum on the primary removes them: no query of the primary sees them.",
            reality = "The slot's xmin holds them: the table does not shrink until the query on the standby has ended. "
                    + "Without feedback xmin is cleared.",
            source = "PostgreSQL src/test/recovery/t/001_stream_rep.pl")
    @ReplicatedPostgres(
            slots = "air",
            settings = {"hot_standby_feedback = on", "wal_receiver_status_interval = 1s", "autovacuum = off"})
    void feedbackKeepsWhatTheStandbyStillReads(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger AS SELECT generate_series(1, 10000) AS id");
        cluster.awaitInSync();
        Injected query = cluster.inject(longQuery(standby));
        primary.execute("DELETE FROM ledger");
        await().until(() -> primary.slot("air").xmin() != null);

        primary.execute("VACUUM ledger");
        assertThat(sizeAfterVacuum(primary)).as("bytes while the standby reads").isPositive();

        query.heal();
        await().until(() -> sizeAfterVacuum(primary) == 0);
        standby.configure("hot_standby_feedback = off");
        await().until(() -> primary.slot("air").xmin() == null);
    }

    private static long sizeAfterVacuum(Node primary) {
        primary.execute("SELECT txid_current()");
        primary.execute("VACUUM ledger");
        return Long.parseLong(String.valueOf(
                primary.query("SELECT pg_relation_size('ledger')").get(0)));
    }

    @Test
    @Tag("SLT-16")
    @EnabledOnPostgres(from = 13)
    @Tag("low")
    @Scenario(
            situation = "A standby without a slot has wal_receiver_create_temp_slot = on (13 and later).",
            expectation = "It is as safe as with a slot of its own.",
            reality = "It has one for as long as it is connected. When it goes, the slot goes too.",
            source = "PostgreSQL 13 release notes")
    @ReplicatedPostgres(standbysUseSlots = false, settings = "wal_receiver_create_temp_slot = on")
    void aTemporarySlotGoesWithItsStandby(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        standby.restart();
        cluster.awaitInSync();
        assertThat(primary.query("SELECT slot_name FROM pg_replication_slots WHERE temporary AND active"))
                .hasSize(1)
                .allMatch(name -> String.valueOf(name).startsWith("pg_walreceiver_"));

        standby.stop();

        await().until(() -> primary.slots().isEmpty());
    }

    @Test
    @Tag("SLT-10")
    @EnabledOnPostgres(from = 17)
    @Tag("low")
    @Scenario(
            situation = "A standby goes and comes back (17 and later).",
            expectation = "Nothing tells how long a slot has been idle.",
            reality = "inactive_since does: null while something streams, set when it goes.",
            source = "PostgreSQL 17 release notes")
    @ReplicatedPostgres(slots = "air")
    void aSlotKnowsSinceWhenItIsIdle(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        String known = "SELECT (inactive_since IS NOT NULL)::text FROM pg_replication_slots WHERE slot_name = 'air'";
        assertThat(primary.query(known)).containsExactly("false");
        standby.stop();
        await().until(() -> primary.query(known).contains("true"));
        standby.start();
        cluster.awaitInSync();
        assertThat(primary.query(known)).containsExactly("false");
    }
}
