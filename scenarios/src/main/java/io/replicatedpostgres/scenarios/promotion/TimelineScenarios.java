package io.replicatedpostgres.scenarios.promotion;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.RewindPreflight.Verdict;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who can follow whom after a promotion. */
@Tag("quick")
@Tag("promotion")
public class TimelineScenarios {

    @Test
    @RequiresTool("pg_rewind")
    @Tag("PRO-06")
    @Tag("high")
    @Scenario(
            situation =
                    "The old primary wrote something that its standby never got. It is restarted as a standby of the "
                            + "new primary, without a rewind.",
            expectation = "It throws away what is too much, and follows.",
            reality = "It says for ever that the new timeline forked off before its current recovery point, and never "
                    + "follows. Only a rewind or a rebuild helps.",
            source = "CloudNativePG issue 2481; pg_auto_failover issue 683; Patroni issue 890")
    @ReplicatedPostgres(archive = ArchiveMode.NONE, settings = "wal_retrieve_retry_interval = 100ms")
    void withoutARewindTheOldPrimaryNeverFollows(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        heir.promote();
        old.execute("INSERT INTO ledger VALUES (1)");
        heir.execute("INSERT INTO ledger VALUES (2)");
        old.stop();
        old.follow(heir);
        LogMark restarted = old.log().mark();
        old.start();

        assertThat(old.log().await("new timeline 2 forked off current database system timeline 1", restarted))
                .contains("before current recovery point");
        LogMark again = old.log().mark();
        old.log().await("new timeline 2 forked off current database system timeline 1", again);
        assertThat(old.query("SELECT id FROM ledger")).containsExactly("1");
        old.stop();
        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(cluster).hasSameContent();
    }

    @Test
    @Tag("PRO-07")
    @Tag("low")
    @Scenario(
            situation = "The primary is stopped in order, its standby promoted, and the two change places.",
            expectation = "An old primary has to be rewound.",
            reality = "It had shipped everything before it stopped: no rewind required, and this time that is true.",
            source = "Multigres PlannedFailoverNoPgRewind")
    @ReplicatedPostgres
    void afterACleanSwitchoverNoRewindIsNeeded(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");

        var switchover = cluster.switchover(heir);

        assertThat(switchover.proof().verdict()).isEqualTo(Verdict.NOTHING_TO_DO);
        assertThat(cluster).hasPrimary(heir).isInSync();
        heir.execute("INSERT INTO ledger VALUES (2)");
        old.awaitReplay(heir.currentLsn());
        assertThat(old.query("SELECT id FROM ledger ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    @Tag("PRO-08")
    @Tag("PRO-15")
    @Tag("high")
    @Scenario(
            situation =
                    "A standby was promoted by mistake, beside its primary, and its history file reached the archive "
                            + "that all share. Another standby of the primary, ahead of that fork, is restarted.",
            expectation = "It goes on following the primary that it follows.",
            reality = "It takes the latest timeline that the archive knows of for its target, and does not start: "
                    + "requested timeline 2 is not a child of this server's history. It has to be built anew.",
            source = "pg_auto_failover issue 683; CloudNativePG issues 4188, 7268")
    @ReplicatedPostgres(standbys = 2, archive = ArchiveMode.SHARED)
    void aForeignHistoryInTheArchiveKeepsAStandbyFromStarting(
            @OnNode("node-1") Node primary, @OnNode("node-2") Node promoted, @OnNode("node-3") Node standby) {
        promoted.promote();
        await().until(() -> primary.archivedFiles().contains("00000002.history"));
        primary.execute("CREATE TABLE ledger (id int)");
        primary.checkpoint();
        standby.awaitReplay(primary.currentLsn());
        standby.checkpoint();
        standby.stop();

        assertThatThrownBy(standby::start)
                .hasMessageContaining("requested timeline 2 is not a child of this server's history");

        standby.rebuildFrom(promoted);
        standby.start();
        standby.awaitStreamingFrom(promoted);
        assertThat(standby).isStandby().isOnTimeline(2);
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("PRO-12")
    @Tag("medium")
    @Scenario(
            situation = "The primary dies, a standby takes its place and dies too.",
            expectation = "After two failovers it is not known any more which node has what.",
            reality = "The last one is on timeline 3 and has every row that it had received. The other two are rewound "
                    + "to it, across two promotions.",
            source = "pg_auto_failover multi_alternate")
    @ReplicatedPostgres(standbys = 2)
    void twoFailoversInARowLeaveOneHistory(Cluster cluster, @OnNode("node-1") Node first) {
        first.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        cluster.awaitInSync();
        Node second = cluster.failover();
        second.execute("INSERT INTO ledger VALUES (2)");
        cluster.awaitInSync();
        Node third = cluster.failover();
        third.execute("INSERT INTO ledger VALUES (3)");

        first.rewindTo(third);
        first.start();
        second.rewindTo(third);
        second.start();

        cluster.awaitInSync();
        assertThat(first).isOnTimeline(3);
        assertThat(first.query("SELECT id FROM ledger ORDER BY id")).containsExactly("1", "2", "3");
        assertThat(cluster).hasPrimary(third).hasNotDiverged().hasSameContent();
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("PRO-16")
    @Tag("low")
    @Scenario(
            situation = "Primary and standby change places by failover four times, each time with a rewind.",
            expectation = "Something is left behind each time.",
            reality =
                    "Each failover opens the next timeline, each rewind finds its fork, and in the end both have every "
                            + "row.",
            source = "pg_auto_failover multi_alternate")
    @ReplicatedPostgres
    void pingPongEndsWithTheSameContent(Cluster cluster) {
        cluster.primary().execute("CREATE TABLE ledger (id int PRIMARY KEY)");
        for (int round = 1; round <= 4; round++) {
            cluster.awaitInSync();
            Node old = cluster.primary();
            Node heir = cluster.failover();
            heir.execute("INSERT INTO ledger VALUES (%s)".formatted(round));
            old.rewindTo(heir);
            old.start();
        }

        cluster.awaitInSync();
        assertThat(cluster.primary()).isOnTimeline(5);
        assertThat(cluster.standby().query("SELECT id FROM ledger ORDER BY id")).containsExactly("1", "2", "3", "4");
        assertThat(cluster).hasSameContent();
    }

    @Test
    @Tag("PRO-14")
    @EnabledOnPostgres(from = 13)
    @Tag("medium")
    @Scenario(
            situation = "A server recovers to a named restore point that the WAL does not hold.",
            expectation = "It stops at the end of WAL, and opens.",
            reality = "It does not start: recovery ended before configured recovery target was reached. Up to 12 it "
                    + "opened.",
            source = "PostgreSQL 13 release notes; src/test/recovery/t/003_recovery_targets.pl")
    @ReplicatedPostgres
    void aRecoveryTargetThatIsNotReachedIsFatal(@OnNode("node-2") Node standby) {
        standby.configure("recovery_target_name = never_made");
        standby.execute("COPY (SELECT 1 WHERE false) TO PROGRAM 'mv standby.signal recovery.signal'");
        standby.stop();

        LogMark stopped = standby.log().mark();
        var unused = catchThrowable(standby::start); // it may answer for a moment before it comes to the end

        assertThat(standby.log().await("recovery ended before configured recovery target was reached", stopped))
                .contains("FATAL");
        await().until(() -> !standby.isRunning());
    }
}
