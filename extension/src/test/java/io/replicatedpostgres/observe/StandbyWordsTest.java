package io.replicatedpostgres.observe;

import static io.replicatedpostgres.model.Illusion.CANNOT_STREAM;
import static io.replicatedpostgres.model.Illusion.LIVING_ON_ITS_ARCHIVE;
import static io.replicatedpostgres.observe.Seen.primary;
import static io.replicatedpostgres.observe.Seen.standby;
import static io.replicatedpostgres.observe.Seen.unresponsive;
import static io.replicatedpostgres.observe.Stage.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.Endpoint;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a standby that does not replay, or does not stream; and what keeps it from being told. */
class StandbyWordsTest {

    private static final String RESTORED = "LOG:  restored log file \"000000010000000000000007\" from archive";

    private final Stage stage = new Stage();

    // ---- replay

    @ParameterizedTest
    @CsvSource({
        "RecoveryConflictSnapshot, 'queries on it are in the way (wait_event RecoveryConflictSnapshot), for which max_standby_streaming_delay = 30s waits'",
        "relation, 'queries on it are in the way (wait_event relation), for which max_standby_streaming_delay = 30s waits'",
        "DataFileRead, 'replay is not paused, and its startup process shows wait_event DataFileRead'",
    })
    void aReplayThatStandsStill(String wait, String why) {
        assertThat(stage.during(2100, standby("node-2", 200, 100).startupWaits(wait))
                        .only()
                        .text())
                .isEqualTo("has received WAL up to 0/C8 and has not replayed past 0/64 for 2 s: " + why);
    }

    @Test
    void aReplayThatWaitsForNothing() {
        assertThat(stage.during(2100, standby("node-2", 200, 100)).only().text())
                .endsWith(": replay is not paused, and its startup process names nothing that it waits for");
    }

    @Test
    void aReplayThatIsPausedAtTheEndOfAPage() {
        stage.during(
                2100,
                standby("node-2", 16384, 16000)
                        .startupWaits("RecoveryWalStream")
                        .replayPaused());

        assertThat(stage.only().text()).endsWith(": replay is paused (pg_wal_replay_pause)");
    }

    @Test
    void theTimeBeginsAnewWhenItReplays() {
        stage.during(1500, standby("node-2", 200, 100)).during(1500, standby("node-2", 200, 150));
        stage.during(0, standby("node-2", 200, 200)).during(1500, standby("node-2", 200, 150));
        stage.during(0, unresponsive("node-2")).during(1500, standby("node-2", 200, 150));
        stage.during(0, standby("node-2", 200, 150).took(1001)).during(1500, standby("node-2", 200, 150));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aPrimaryReplaysNothing() {
        stage.during(5000, primary("node-1", 200));

        assertThat(stage.found()).isEmpty();
    }

    // ---- no upstream

    @Test
    void aStandbyWithoutAnUpstream() {
        assertThat(stage.during(2100, standby("node-2", 100, 100).withoutConninfo())
                        .only()
                        .text())
                .isEqualTo("runs, and cannot stream: for 2 s it has had no primary_conninfo");
        assertThat(new Stage()
                        .during(
                                2100,
                                standby("node-2", 100, 100).withoutConninfo().restores())
                        .only()
                        .text())
                .endsWith("no primary_conninfo, and reads only what its archive gives");
    }

    @Test
    void aStandbyThatHasOneAgain() {
        Seen without = standby("node-2", 100, 100).withoutConninfo();
        stage.during(1500, without).during(0, standby("node-2", 100, 100)).during(1500, without);
        stage.during(0, unresponsive("node-2")).during(1500, without);
        stage.during(0, standby("node-2", 100, 100).withoutConninfo().took(1001))
                .during(1500, without);
        stage.detectors.doings().rearranging(true);
        stage.during(0, without);
        stage.detectors.doings().rearranging(false);
        stage.during(1500, without).during(5000, primary("node-2", 100).withoutConninfo());

        assertThat(stage.found()).isEmpty();
    }

    // ---- the archive

    @Test
    void aStandbyThatLivesOnItsArchive() {
        assertThat(livesOnItsArchive(seen -> seen).only().text())
                .isEqualTo(
                        "has not streamed from its upstream for 5 s, and replays only what its archive gives,"
                                + " 000000010000000000000007 the last time: it lags by up to a WAL segment, and no commit waits for it");
        assertThat(livesOnItsArchive(seen -> seen.follows(Seen.endpointOf("node-1")))
                        .only()
                        .text())
                .startsWith("has not streamed from node-1 for 5 s");
    }

    private static Stage livesOnItsArchive(UnaryOperator<Seen> made) {
        Seen fed = standby("node-2", 100, 100)
                .follows(new Endpoint("far", 5))
                .restores()
                .startupWaits("RecoveryRetrieveRetryInterval");
        return new Stage().says(TWO, RESTORED).during(5100, primary("node-1", 300), made.apply(fed));
    }

    @Test
    void whatFollowsNobodyDoesNotLiveOnItsArchive() {
        assertThat(livesOnItsArchive(Seen::replayPaused).found()).isEmpty();
        assertThat(livesOnItsArchive(Seen::recoversToATarget).found()).isEmpty();
        assertThat(livesOnItsArchive(Seen::withoutConninfo).found()).doesNotContain(LIVING_ON_ITS_ARCHIVE);
        assertThat(livesOnItsArchive(seen -> seen.took(1001)).found()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FATAL:  could not connect to the primary server: connection to server failed",
                "FATAL:  could not receive data from WAL stream: server closed the connection",
                "FATAL:  could not start WAL streaming: ERROR:  no"
            })
    void anAttemptThatFailedIsOne(String line) {
        Seen fed = standby("node-2", 100, 100).follows(new Endpoint("far", 5)).restores();
        stage.says(TWO, RESTORED).during(6000, primary("node-1", 300), fed);
        assertThat(stage.found()).as("it has not tried to stream yet").isEmpty();

        stage.says(TWO, line).during(100, primary("node-1", 300), fed);
        assertThat(stage.found()).containsExactly(LIVING_ON_ITS_ARCHIVE);
    }

    @Test
    void whatTheTestDoesIsNoArchiveAlone() {
        Seen fed = standby("node-2", 100, 100)
                .follows(Seen.endpointOf("node-1"))
                .restores()
                .startupWaits("RecoveryRetrieveRetryInterval");
        stage.says(TWO, RESTORED).during(4000, primary("node-1", 300), fed);
        stage.detectors.doings().rearranging(true);
        stage.during(4000, primary("node-1", 300), fed);
        stage.detectors.doings().rearranging(false);
        stage.during(4000, primary("node-1", 300), fed).during(0, unresponsive("node-1"), fed);
        stage.during(4000, primary("node-1", 300), fed);
        stage.detectors.doings().changed(TWO, stage.nowNanos());
        stage.during(9000, primary("node-1", 300), fed);

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aStreamOrAPromotionMakesWhatWasRestoredOld() {
        Seen fed = standby("node-2", 100, 100)
                .follows(Seen.endpointOf("node-1"))
                .restores()
                .startupWaits("RecoveryRetrieveRetryInterval");
        stage.says(TWO, RESTORED).during(1000, primary("node-1", 300), fed);
        stage.during(
                1500,
                primary("node-1", 100).to("node-2"),
                standby("node-2", 100, 100).from("node-1"));
        stage.during(9000, primary("node-1", 300), fed);
        assertThat(stage.found()).isEmpty();

        stage.says(TWO, RESTORED).during(0, primary("node-2", 300).onTimeline(2));
        stage.during(9000, primary("node-1", 300), fed);
        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aStreamOfAMomentIsNone() {
        Seen fed = standby("node-2", 100, 100)
                .follows(Seen.endpointOf("node-1"))
                .restores()
                .startupWaits("RecoveryRetrieveRetryInterval");
        stage.says(TWO, RESTORED);
        Seen says = standby("node-2", 100, 100).from("node-1").restores();
        for (int i = 0; i < 12; i++) {
            stage.during(400, primary("node-1", 100).to("node-2"), fed);
            stage.during(100, primary("node-1", 100).to("node-2"), says);
        }

        assertThat(stage.found()).contains(LIVING_ON_ITS_ARCHIVE);
    }

    // ---- refusals

    @Test
    void whatIsNoStandbyAnyMoreIsNotRefused() {
        String line = "FATAL:  could not start WAL streaming: ERROR:  replication slot \"node_2\" does not exist";
        stage.says(TWO, line).during(2500, primary("node-2", 100)).says(TWO, line);
        assertThat(stage.found()).isEmpty();

        stage.during(2500, Seen.stopped("node-2").took(1)).says(TWO, line);
        assertThat(stage.found()).doesNotContain(CANNOT_STREAM);
    }

    @Test
    void aReasonThatLastsBeginsAnewWhenNobodyAnswers() {
        Seen gone = standby("node-2", 100, 100).follows(Seen.endpointOf("node-1"));
        stage.says(TWO, "FATAL:  database system identifier differs between the primary and standby");
        stage.during(1500, gone).during(0, unresponsive("node-2")).during(1500, gone);
        stage.during(0, gone.took(1001));
        assertThat(stage.found()).isEmpty();

        stage.during(2500, standby("node-2", 100, 100).follows(Seen.endpointOf("node-1")));
        assertThat(stage.only().text())
                .isEqualTo("runs, and cannot stream from its upstream: its walreceiver has ended for 2 s with"
                        + " 'database system identifier differs between the primary and standby'");
    }

    @Test
    void anUpstreamOutsideTheClusterThatDoesNotAnswerIsTold() {
        String refused = "FATAL:  could not connect to the primary server: connection to server at \"far\" failed";
        Seen lost = standby("node-2", 100, 100).follows(new Endpoint("far", 5));
        stage.during(1000, lost).says(TWO, refused).during(3000, lost).says(TWO, refused);

        assertThat(stage.found()).containsExactly(CANNOT_STREAM);
    }

    @Test
    void anUpstreamThatWasNeverLookedAtMayBeDown() {
        String refused = "FATAL:  could not connect to the primary server: connection to server at \"link\" failed";
        Seen lost = standby("node-2", 100, 100).follows(Seen.endpointOf("node-1"));
        stage.during(1000, lost).says(TWO, refused).during(3000, lost).says(TWO, refused);

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aForkIsToldWithItsWords() {
        String line =
                "LOG:  new timeline 2 forked off current database system timeline 1 before current recovery point 0/5";
        stage.says(TWO, line).stall(5100).says(TWO, line);

        assertThat(stage.only().text())
                .isEqualTo(
                        "runs, answers, and will never catch up: it says again after 5 s 'new timeline 2 forked off current"
                                + " database system timeline 1 before current recovery point 0/5'");
    }

    // ---- slots that block

    @Test
    void aSlotThatBlocksIsToldWithAReason() {
        stage.during(
                2100,
                primary("node-1", 100).logical("changes", 0, 50, true, false),
                standby("node-2", 100, 100).syncsSlots().logical("changes", 0, 50, false, false));

        assertThat(stage.only().text())
                .isEqualTo(
                        "its slot changes is in the way of sync_replication_slots, and no failover slot is copied to it:"
                                + " the primary has a failover slot changes, and this standby has one of its own. Drop it here");
    }

    @Test
    void aSlotThatIsNoFailoverSlotOrHasAnotherNameBlocksNothing() {
        Seen standby = standby("node-2", 100, 100).syncsSlots().logical("changes", 0, 50, true, false);
        stage.during(3000, primary("node-1", 100).logical("changes", 0, 50, false, false), standby);
        stage.during(3000, primary("node-1", 100).logical("other", 0, 50, true, false), standby);
        stage.during(
                3000,
                primary("node-1", 100).logical("changes", 0, 50, true, false),
                standby("node-2", 100, 100).syncsSlots().slot("changes", true, 0, null),
                standby("node-3", 100, 100).logical("changes", 0, 50, true, false));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void theTimeOfABlockBeginsAnew() {
        Seen blocked = standby("node-2", 100, 100).syncsSlots().logical("changes", 0, 50, true, false);
        Seen primary = primary("node-1", 100).logical("changes", 0, 50, true, false);
        stage.during(1500, primary, blocked).during(0, primary("node-1", 100), blocked);
        stage.during(1500, primary, blocked);

        assertThat(stage.found()).isEmpty();
    }
}
