package io.replicatedpostgres.observe;

import static io.replicatedpostgres.model.Illusion.CANNOT_STREAM;
import static io.replicatedpostgres.model.Illusion.ENDED_BY_ITSELF;
import static io.replicatedpostgres.model.Illusion.IDLE_TIMESTAMPS;
import static io.replicatedpostgres.model.Illusion.REPLAY_STOPPED;
import static io.replicatedpostgres.model.Illusion.TWIN_TIMELINES;
import static io.replicatedpostgres.model.Illusion.WAITING_FOR_AN_ABSENT_STANDBY;
import static io.replicatedpostgres.observe.Seen.primary;
import static io.replicatedpostgres.observe.Seen.standby;
import static io.replicatedpostgres.observe.Seen.stopped;
import static io.replicatedpostgres.observe.Seen.unresponsive;
import static io.replicatedpostgres.observe.Stage.THREE;
import static io.replicatedpostgres.observe.Stage.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of servers, their replay and their commits, by looks that are written by hand. */
class ServerDetectorsTest {

    private final Stage stage = new Stage();

    // ---- ended by itself

    @Test
    void aServerThatNobodyTookDown() {
        stage.says(TWO, "LOG:  startup process (PID 7) was terminated by signal 9: Killed")
                .says(TWO, "app FATAL:  terminating connection due to administrator command")
                .says(TWO, "LOG:  shutting down due to startup process failure")
                .says(TWO, "LOG:  database system is shut down")
                .during(1000, primary("node-1", 100), stopped("node-2"));

        assertThat(stage.found()).containsExactly(ENDED_BY_ITSELF);
        assertThat(stage.only().node()).isEqualTo(TWO);
        assertThat(stage.only().text()).contains("startup process (PID 7) was terminated by signal 9: Killed");
    }

    @Test
    void aServerThatAVerbTookDown() {
        stage.detectors.doings().down(TWO, stage.nowNanos());
        stage.during(3000, primary("node-1", 100), stopped("node-2"));
        stage.detectors.isGone(TWO);

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aServerThatEndsAfterItWasBroughtUp() {
        stage.detectors.doings().down(TWO, stage.nowNanos());
        stage.during(500, stopped("node-2"));
        stage.detectors.doings().up(TWO, stage.nowNanos());
        stage.during(500, standby("node-2", 1, 1)).during(1000, stopped("node-2"));

        assertThat(stage.found()).containsExactly(ENDED_BY_ITSELF);
    }

    @Test
    void aServerThatAFaultMayEnd() {
        Doings.Mended mended = stage.detectors.doings().strike(Strike.SERVER, List.of(TWO), false);
        stage.during(1000, stopped("node-2"));

        assertThat(stage.found()).isEmpty();

        mended.at(stage.nowNanos());
        stage.during(1000, stopped("node-2"));

        assertThat(stage.found()).containsExactly(ENDED_BY_ITSELF);
    }

    /** A link that is slow ends no server. */
    @Test
    void aFaultOfALinkExcusesNoEnd() {
        stage.detectors.doings().strike(Strike.SLOW, List.of(TWO), false);
        stage.detectors.doings().strike(Strike.OTHER, List.of(TWO), false);

        stage.during(1000, stopped("node-2"));

        assertThat(stage.found()).containsExactly(ENDED_BY_ITSELF);
    }

    @Test
    void aDamageOfProcessesIsOverWithTheNextStart() {
        stage.detectors.doings().strike(Strike.SERVER, List.of(TWO), true);
        stage.detectors.doings().up(TWO, stage.nowNanos());

        stage.during(1000, stopped("node-2"));

        assertThat(stage.found()).containsExactly(ENDED_BY_ITSELF);
    }

    @Test
    void oneLookWithoutAProcessIsNotTheEnd() {
        stage.during(1000, standby("node-2", 1, 1));
        stage.detectors.take(stopped("node-2").at(stage.nowNanos()));
        stage.during(1000, standby("node-2", 1, 1)).during(5000, unresponsive("node-2"));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aServerThatRestartedItsProcesses() {
        stage.says(TWO, "LOG:  server process (PID 9) was terminated by signal 9: Killed")
                .says(TWO, "LOG:  all server processes terminated; reinitializing");

        assertThat(stage.found()).containsExactly(ENDED_BY_ITSELF);
        assertThat(stage.only().text()).contains("server process (PID 9) was terminated by signal 9");
    }

    // ---- replay

    @Test
    void aReplayThatStandsStill() {
        stage.during(3000, standby("node-2", 200, 100).startupWaits("BufferPin"));

        assertThat(stage.found()).containsExactly(REPLAY_STOPPED);
        assertThat(stage.only().text()).contains("queries on it are in the way", "max_standby_streaming_delay = 30s");
    }

    @Test
    void aReplayThatIsPaused() {
        stage.during(3000, standby("node-2", 200, 100).replayPaused().applyDelay(Duration.ofMinutes(1)));

        assertThat(stage.only().text()).contains("replay is paused");
    }

    /** B4: a delayed standby is delayed on purpose, for so long and no longer. */
    @Test
    void aReplayThatIsDelayed() {
        Seen delayed =
                standby("node-2", 200, 100).startupWaits("RecoveryApplyDelay").applyDelay(Duration.ofSeconds(4));
        stage.during(5500, delayed);

        assertThat(stage.found()).isEmpty();

        stage.during(1000, delayed);

        assertThat(stage.only().text()).contains("longer than recovery_min_apply_delay = 4000 ms explains");
    }

    @Test
    void aDelayThatIsTakenBack() {
        stage.during(5000, standby("node-2", 200, 100).applyDelay(Duration.ofSeconds(9)));
        stage.during(1500, standby("node-2", 200, 100));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void halfARecordThatHasArrived() {
        stage.during(9000, standby("node-2", 16384, 16000).startupWaits("RecoveryWalStream"));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aFrozenStartupProcessThatSeemsToWaitForWal() {
        stage.during(3000, standby("node-2", 16400, 16000).startupWaits("RecoveryWalStream"));

        assertThat(stage.found()).containsExactly(REPLAY_STOPPED);
    }

    @Test
    void aStandbyWithoutAnUpstreamReadsWhatHasArrivedWithItsNextTry() {
        Seen waits = standby("node-2", 200, 100).startupWaits("RecoveryRetrieveRetryInterval");
        stage.during(6500, waits);

        assertThat(stage.found()).isEmpty();

        stage.during(1500, waits);

        assertThat(stage.found()).containsExactly(REPLAY_STOPPED);
    }

    @Test
    void aStandbyThatIsToFollowNoNode() {
        stage.during(1500, standby("node-2", 100, 100).withoutConninfo())
                .during(1500, standby("node-2", 100, 100))
                .during(5000, standby("node-3", 100, 100).withoutConninfo().recoversToATarget());

        assertThat(stage.found()).isEmpty();

        stage.during(3000, standby("node-2", 100, 100).withoutConninfo());

        assertThat(stage.found()).containsExactly(CANNOT_STREAM);
        assertThat(stage.only().text()).contains("no primary_conninfo");
    }

    @Test
    void aStandbyThatWasNotLookedAtForAWhile() {
        stage.during(1000, standby("node-2", 200, 100)).stall(2500).during(1000, standby("node-2", 200, 100));

        assertThat(stage.found()).isEmpty();
    }

    // ---- old timestamps

    @Test
    void anIdlePrimary() {
        stage.during(200, primary("node-1", 100), standby("node-2", 100, 100).lastTransaction(Duration.ofSeconds(6)));

        assertThat(stage.found()).containsExactly(IDLE_TIMESTAMPS);
    }

    /** B2: positions of two timelines say nothing of each other. */
    @Test
    void aDivergedStandbyHasNotWhatThePrimaryWrote() {
        stage.during(
                9000,
                primary("node-1", 100).onTimeline(2),
                standby("node-2", 150, 150).lastTransaction(Duration.ofSeconds(60)));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aPrimaryOnWhichACommitWaitsIsNotIdle() {
        stage.during(
                1000,
                primary("node-1", 100).waiting(1, "node-2").row("node-2", "streaming", "sync", "node_2"),
                standby("node-2", 100, 100).lastTransaction(Duration.ofSeconds(60)));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aPrimaryThatIsNotLookedAtMayWrite() {
        stage.during(200, primary("node-1", 100)).stall(3000);
        stage.during(200, standby("node-2", 100, 100).lastTransaction(Duration.ofSeconds(60)));

        assertThat(stage.found()).isEmpty();
    }

    // ---- twins

    @Test
    void twoPrimariesOfOneTimeline() {
        stage.during(200, primary("node-1", 100), primary("node-2", 100));

        assertThat(stage.found()).containsExactly(TWIN_TIMELINES);
    }

    // ---- commits that wait

    /** A23: far is a cascade of near, and can never be a candidate. */
    @Test
    void aNameThatCanNeverBeACandidate() {
        stage.during(
                3000,
                primary("node-1", 200)
                        .waiting(1, "FIRST 2 (\"node-2\", \"node-3\")")
                        .row("node-2", "streaming", "sync", "node_2"),
                standby("node-2", 200, 200).from("node-1").to("node-3"),
                standby("node-3", 200, 200).from("node-2"));

        assertThat(stage.found()).containsExactly(WAITING_FOR_AN_ABSENT_STANDBY);
        assertThat(stage.only().text()).contains("wants 2, and 1 that it names is there", "node-3 streams from node-2");
    }

    @Test
    void aNameOfNoNode() {
        stage.during(3000, primary("node-1", 200).waiting(2, "gone"), standby("node-2", 200, 200));

        assertThat(stage.only().text()).contains("gone is no node of the cluster");
    }

    @Test
    void aStandbyThatEndedByItself() {
        stage.during(3000, primary("node-1", 200).waiting(2, "ANY 1 (\"node-2\")"), stopped("node-2"));

        assertThat(stage.found()).contains(WAITING_FOR_AN_ABSENT_STANDBY);
    }

    @Test
    void aStandbyThatTheTestTookAway() {
        stage.detectors.doings().down(TWO, stage.nowNanos());
        stage.during(9000, primary("node-1", 200).waiting(2, "FIRST 1 (\"node-2\")"), stopped("node-2"));
        stage.detectors.doings().up(TWO, stage.nowNanos());
        stage.during(4000, primary("node-1", 200).waiting(2, "FIRST 1 (\"node-2\")"), standby("node-2", 100, 100));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aStandbyThatDoesNotAnswer() {
        stage.during(
                9000,
                primary("node-1", 200).waiting(2, "FIRST 2 (*)").row("node-2", "streaming", "sync", null),
                unresponsive("node-3"));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aStandbyThatCatchesUp() {
        stage.during(
                9000,
                primary("node-1", 200).waiting(2, "FIRST 1 (\"node-2\")").row("node-2", "catchup", "potential", null));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void commitsThatWaitForAStandbyThatIsThere() {
        stage.during(9000, primary("node-1", 200).waiting(9, "node-2").row("node-2", "streaming", "sync", null));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void namesWithoutAWaitingCommit() {
        stage.during(9000, primary("node-1", 200).waiting(0, "ghost"));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aVerbThatRearranges() {
        stage.detectors.doings().rearranging(true);
        stage.during(9000, primary("node-1", 200).waiting(1, "ghost"));
        stage.detectors.doings().rearranging(false);
        stage.during(1000, primary("node-1", 200).waiting(1, "ghost"));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aNodeThatIsNoneAnyMore() {
        stage.during(1000, standby("node-3", 1, 1));
        stage.detectors.forget(THREE);
        stage.during(3000, primary("node-1", 200).waiting(1, "\"node-3\""), standby("node-2", 200, 200));

        assertThat(stage.only().text()).contains("node-3 is no node of the cluster");
    }
}
