package io.replicatedpostgres.scenarios.promotion;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.fault.ProcessFaults.frozen;
import static io.replicatedpostgres.fault.ReplicationFaults.replayDelayed;
import static io.replicatedpostgres.fault.ReplicationFaults.replayPaused;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.ProcessKind;
import io.replicatedpostgres.scenarios.ClientStatement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The primary is gone, and a standby takes its place: which rows does it have? */
@Tag("quick")
@Tag("promotion")
public class FailoverScenarios {

    private static final String COUNT = "SELECT count(*) FROM ledger";

    @Test
    @EnabledOnPostgres(from = 12) // before, a change of the delay is read by a start alone
    @Tag("PRO-02")
    @Tag("high")
    @Scenario(
            situation = "A standby delays replay by ten minutes, to be a way back from mistakes. It is promoted.",
            expectation = "It opens with what it shows: the state of ten minutes ago.",
            reality = "It replays everything that it has received first, the delayed rows too.",
            source = "PostgreSQL src/test/recovery/t/005_replay_delay.pl")
    @ReplicatedPostgres(settings = "wal_retrieve_retry_interval = 100ms")
    void aDelayedStandbyOpensWithAllItHasReceived(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        cluster.inject(replayDelayed(heir, Duration.ofMinutes(10)));
        // the startup process reads its settings when it next has something to replay
        await("the standby to be behind what it has received").until(() -> {
            old.execute("INSERT INTO ledger VALUES (1)");
            awaitReceived(heir, old);
            return !heir.query(COUNT).equals(old.query(COUNT));
        });
        var written = old.query(COUNT);

        old.kill();
        heir.promote();

        assertThat(heir.query(COUNT)).isEqualTo(written);
    }

    @Test
    @EnabledOnPostgres(from = 13) // before, a promotion waits until replay is resumed
    @Tag("PRO-02")
    @Tag("medium")
    @Scenario(
            situation = "Replay on a standby is paused. It is promoted.",
            expectation = "It opens with what it shows.",
            reality = "The promotion ends the pause, and replays everything that was received first.",
            source = "PostgreSQL 13 release notes")
    @ReplicatedPostgres
    void aPausedStandbyOpensWithAllItHasReceived(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        cluster.inject(replayPaused(heir));
        old.execute("INSERT INTO ledger VALUES (1)");
        awaitReceived(heir, old);
        assertThat(heir.query(COUNT)).as("rows while paused").containsExactly("0");

        old.kill();
        heir.promote();

        assertThat(heir.query(COUNT)).containsExactly("1");
    }

    private static void awaitReceived(Node standby, Node primary) {
        String written = primary.currentLsn().toString();
        await().until(() -> standby.query("SELECT pg_last_wal_receive_lsn() >= ?::pg_lsn", written)
                .contains("t"));
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("PRO-11")
    @Tag("critical")
    @Scenario(
            situation =
                    "One standby of two has been cut off from the primary for a while. The primary dies, and it is the "
                            + "one that is promoted.",
            expectation = "One standby is as good as another.",
            reality = "What only the other one has is lost. That one is ahead of its new primary: it has diverged, and "
                    + "follows only after a rewind, which takes those rows from it too.",
            source = "pg_auto_failover fast_forward; stolon FailoverTooMuchLag")
    @ReplicatedPostgres(standbys = 2)
    void theLaggingStandbyLosesWhatTheFresherOneHas(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node fresh, @OnNode("node-3") Node lagging) {
        old.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        cluster.during(between(old, lagging), () -> {
            old.execute("INSERT INTO ledger SELECT generate_series(1, 10)");
            fresh.awaitReplay(old.currentLsn());
            old.kill();
            lagging.promote();
        });

        assertThat(lagging.query(COUNT)).as("rows of the promoted standby").containsExactly("0");
        assertThat(fresh.query(COUNT)).containsExactly("10");
        lagging.execute("INSERT INTO ledger VALUES (100)");
        assertThat(fresh).hasDivergedFrom(lagging);
        fresh.stop();
        assertThat(fresh.rewindTo(lagging).nothingDone()).isFalse();
        fresh.start();
        cluster.awaitInSync();
        assertThat(fresh.query("SELECT id FROM ledger")).containsExactly("100");
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("PRO-13")
    @Tag("critical")
    @Scenario(
            situation = "The primary crashes, its standby is promoted, and whatever restarts services restarts it.",
            expectation = "It notices that there is a new primary, and stays down or follows it.",
            reality = "It knows nothing of that: it recovers, and takes writes on its old timeline, which are lost.",
            source = "bitnami/charts issue 2610; Multigres demote_stale_primary")
    @ReplicatedPostgres
    void theOldPrimaryComesBackAndTakesWrites(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        old.kill();
        heir.promote();

        old.start();

        assertThat(old).isPrimary().isOnTimeline(1);
        assertThat(cluster).isSplitBrain();
        ClientStatement.isTaken(old, "INSERT INTO ledger VALUES (1)");
        heir.execute("INSERT INTO ledger VALUES (2)");
        old.stop();
        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(old.query("SELECT id FROM ledger")).containsExactly("2");
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("PRC-04")
    @Tag("critical")
    @Scenario(
            situation = "Every process of the primary is frozen, as in a virtual machine that is moved. Its standby is "
                    + "promoted. Then it goes on.",
            expectation = "A primary that did not answer for so long is dead.",
            reality =
                    "It goes on where it was: there are two primaries, and what it acknowledges from then on is lost.",
            source = "stolon Partition1; Canonical freeze_db_process")
    @ReplicatedPostgres
    void aFrozenPrimaryThawsIntoASplitBrain(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        cluster.during(frozen(old), () -> {
            heir.promote();
            heir.execute("INSERT INTO ledger VALUES (1)");
        });

        assertThat(cluster).isSplitBrain();
        ClientStatement.isTaken(old, "INSERT INTO ledger VALUES (2)");
        old.stop();
        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(old.query("SELECT id FROM ledger")).containsExactly("1");
    }

    @Test
    @Tag("PRO-04")
    @Tag("STR-19")
    @Tag("medium")
    @Scenario(
            situation =
                    "A transaction is prepared. The standby is restarted, the primary dies, the standby is promoted.",
            expectation = "What was not committed is gone with the primary.",
            reality =
                    "A prepared transaction is on the standby, survives its restarts and the promotion, and is committed "
                            + "on the new primary.",
            source = "PostgreSQL src/test/recovery/t/009_twophase.pl")
    @ReplicatedPostgres(settings = "max_prepared_transactions = 5")
    void aPreparedTransactionSurvivesThePromotion(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int)");
        old.execute("BEGIN; INSERT INTO ledger VALUES (1); PREPARE TRANSACTION 'order 1'");
        cluster.awaitInSync();
        heir.restart();
        cluster.awaitInSync();
        old.kill();
        heir.promote();

        assertThat(heir.query("SELECT gid FROM pg_prepared_xacts")).containsExactly("order 1");
        assertThat(heir.query(COUNT)).containsExactly("0");
        heir.execute("COMMIT PREPARED 'order 1'");
        assertThat(heir.query(COUNT)).containsExactly("1");
    }

    @Test
    @Tag("PRO-05")
    @Tag("low")
    @Scenario(
            situation = "The new primary is killed right after its promotion, before it has made a checkpoint.",
            expectation = "It comes back in the middle of two timelines, or not at all.",
            reality = "It recovers across the switch, and has everything, on the new timeline.",
            source = "PostgreSQL src/test/recovery/t/015_promotion_pages.pl")
    @ReplicatedPostgres
    void aCrashBeforeTheFirstCheckpointIsRecoveredFrom(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int PRIMARY KEY); INSERT INTO ledger VALUES (1)");
        cluster.awaitInSync();
        old.kill();
        try (var frozen = heir.pause(ProcessKind.CHECKPOINTER)) {
            heir.promote();
            heir.execute("INSERT INTO ledger VALUES (2)");
            heir.kill();
        }
        heir.start();

        assertThat(heir).isPrimary().isOnTimeline(2);
        assertThat(heir.query("SELECT id FROM ledger ORDER BY id")).containsExactly("1", "2");
        if (heir.hasTool("pg_amcheck")) {
            assertThat(cluster).leavingOut(old).isNotCorrupt();
        }
    }
}
