package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.ReplicationFaults;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.StandbyState;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each fault between a standby and its upstream that is not one of the network, as PostgreSQL sees it. */
class ReplicationFaultsTest {

    private final Cluster cluster = Cluster.start();
    private final Node primary = cluster.node("node-1");
    private final Node standby = cluster.node("node-2");

    @AfterEach
    void close() {
        cluster.close();
    }

    private Lsn ofStandby(String function) {
        return Lsn.parse(standby.query("SELECT " + function).get(0));
    }

    private void receivesAndDoesNotReplay(Fault fault) {
        Injected injected = cluster.inject(fault);
        Lsn end = primary.writeWal(DataSize.kilobytes(64));
        await().until(() -> ofStandby("pg_last_wal_receive_lsn()").isAtLeast(end));

        assertThat(end.isAfter(ofStandby("pg_last_wal_replay_lsn()"))).isTrue();
        injected.heal();
        standby.awaitReplay(end);
    }

    private void isRefused(Fault fault, Node where, String line) {
        LogMark mark = where.log().mark();

        Injected injected = cluster.inject(fault);
        where.log().await(line, mark);
        assertThat(primary.standbys()).noneMatch(StandbyState::isStreaming);

        injected.heal();
        injected.heal();
        cluster.awaitInSync();
    }

    @Test
    void pausedReplayReceivesAndStandsStill() {
        receivesAndDoesNotReplay(ReplicationFaults.replayPaused(standby));
        assertThat(standby.query("SELECT pg_is_wal_replay_paused()::text")).containsExactly("false");
    }

    @Test
    void delayedReplayReceivesAndStandsStill() {
        Injected delayed = cluster.inject(ReplicationFaults.replayDelayed(standby, Duration.ofMinutes(10)));

        // the startup process reads its settings when it next has something to replay
        await().until(() -> {
            Lsn end = primary.writeWal(DataSize.kilobytes(64));
            await().until(() -> ofStandby("pg_last_wal_receive_lsn()").isAtLeast(end));
            return end.isAfter(ofStandby("pg_last_wal_replay_lsn()"));
        });

        delayed.heal();
        cluster.awaitInSync();
        assertThat(standby.query("SHOW recovery_min_apply_delay")).containsExactly("0");
    }

    @Test
    void aPauseOutlivesNoPromotion() {
        Injected paused = cluster.inject(ReplicationFaults.replayPaused(standby));

        standby.promote();
        paused.heal();

        assertThat(standby).isPrimary();
    }

    @Test
    void aRoleThatMayNotLogInIsRefused() {
        isRefused(ReplicationFaults.loginRefused(primary), primary, "FATAL:  role \"repl\" is not permitted to log in");
    }

    @Test
    void aRoleThatMayNotReplicateIsRefused() {
        isRefused(
                ReplicationFaults.replicationRevoked(primary),
                primary,
                primary.cluster().version().isAtLeast(16)
                        ? "permission denied to start WAL sender"
                        : "must be superuser or replication role to start walsender");
    }

    @Test
    void aRoleIsGivenItsRightsBackOnWhoeverIsThePrimaryThen() {
        Injected refused = cluster.inject(ReplicationFaults.loginRefused(primary));
        primary.kill();
        standby.promote();

        refused.heal();
        primary.rewindTo(standby);
        primary.start();

        cluster.awaitInSync();
    }

    @Test
    void withoutAnyPrimaryARoleCannotBeHealed() {
        Injected refused = cluster.inject(ReplicationFaults.loginRefused(primary));
        primary.kill();

        assertThatThrownBy(refused::heal)
                .hasMessageContaining(
                        "LOGIN_REFUSED cannot be healed: no primary runs that takes 'ALTER ROLE repl LOGIN'");
    }

    @Test
    void aWrongPasswordIsRefused() {
        isRefused(
                ReplicationFaults.wrongPassword(standby),
                primary,
                "FATAL:  password authentication failed for user \"repl\"");
    }

    @Test
    void aMissingHbaLineRefusesReplicationAndNothingElse() {
        isRefused(
                ReplicationFaults.hbaLineMissing(primary),
                primary,
                "FATAL:  no pg_hba.conf entry for replication connection from host");
        assertThat(primary.query("SELECT 1")).containsExactly("1");
    }

    @Test
    void aMissingHbaLineStaysMissingWhateverElseIsConfigured() {
        LogMark mark = primary.log().mark();
        Injected injected = cluster.inject(ReplicationFaults.hbaLineMissing(primary));

        primary.configure("work_mem = 5MB");
        standby.restart();
        primary.log().await("no pg_hba.conf entry for replication connection", mark);

        assertThat(primary.standbys()).noneMatch(StandbyState::isStreaming);
        injected.heal();
        cluster.awaitInSync();
    }

    @Test
    void aStandbyWithLowerLimitsDoesNotStart() {
        LogMark mark = standby.log().mark();

        Injected lowered = cluster.inject(ReplicationFaults.limitsLowered(standby));
        standby.log()
                .await(
                        cluster.version().isAtLeast(14)
                                ? "recovery aborted because of insufficient parameter settings"
                                : "hot standby is not possible because max_connections",
                        mark);
        assertThat(standby.isRunning()).isFalse();

        lowered.heal();
        cluster.awaitInSync();
    }

    @Test
    void onlyAStandbyHasReplay() {
        assertThatThrownBy(() -> cluster.inject(ReplicationFaults.replayPaused(primary)))
                .hasMessage(
                        "REPLAY_PAUSED cannot strike node-1: it is a primary, and only a standby has that. Name a standby.");
        assertThatThrownBy(() -> cluster.inject(ReplicationFaults.loginRefused(standby)))
                .hasMessage(
                        "LOGIN_REFUSED cannot strike node-2: it is a standby, and only a primary can do that. Name the primary.");
    }

    @Test
    void ofSeveralOverridesTheLastOneThatHoldsCounts() {
        Injected longer = cluster.inject(ReplicationFaults.replayDelayed(standby, Duration.ofMinutes(10)));
        Injected longest = cluster.inject(ReplicationFaults.replayDelayed(standby, Duration.ofMinutes(20)));
        await().until(() ->
                standby.query("SHOW recovery_min_apply_delay").get(0).equals("20min"));

        longer.heal();
        assertThat(standby.query("SHOW recovery_min_apply_delay")).containsExactly("20min");
        longest.heal();

        await().until(() ->
                standby.query("SHOW recovery_min_apply_delay").get(0).equals("0"));
    }
}
