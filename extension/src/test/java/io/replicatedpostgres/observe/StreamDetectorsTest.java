package io.replicatedpostgres.observe;

import static io.replicatedpostgres.model.Illusion.CANNOT_STREAM;
import static io.replicatedpostgres.model.Illusion.LIVING_ON_ITS_ARCHIVE;
import static io.replicatedpostgres.model.Illusion.LOOPING_ON_A_FORK;
import static io.replicatedpostgres.model.Illusion.STREAMING_FROM_NOBODY;
import static io.replicatedpostgres.model.Illusion.STREAMING_OVER_A_DEAD_LINK;
import static io.replicatedpostgres.observe.Seen.primary;
import static io.replicatedpostgres.observe.Seen.standby;
import static io.replicatedpostgres.observe.Seen.unresponsive;
import static io.replicatedpostgres.observe.Stage.ONE;
import static io.replicatedpostgres.observe.Stage.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.model.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of streams, by looks that are written by hand. */
class StreamDetectorsTest {

    private static final String REMOVED =
            "FATAL:  could not receive data from WAL stream: ERROR:  requested WAL segment 000000010000000000000007 has already been removed";
    private static final String REFUSED =
            "FATAL:  could not connect to the primary server: connection to server at \"127.0.0.1\", port 5 failed: Connection refused";

    private final Stage stage = new Stage();

    // ---- a dead link

    @Test
    void whatWasSentAndNeverArrives() {
        stage.during(
                3000,
                primary("node-1", 200).to("node-2"),
                standby("node-2", 100, 100).from("node-1"));

        assertThat(stage.found()).containsExactly(STREAMING_OVER_A_DEAD_LINK);
        assertThat(stage.only().node()).isEqualTo(TWO);
        assertThat(stage.only().text()).contains("node-1 says it streams to it and was at 0/C8");
    }

    @Test
    void whatArrivesSlowlyArrives() {
        stage.during(
                9000,
                passed -> List.of(
                        primary("node-1", 200 + passed).to("node-2"),
                        standby("node-2", 100 + passed / 1000, 100).from("node-1")));

        assertThat(stage.found()).doesNotContain(STREAMING_OVER_A_DEAD_LINK);
    }

    @Test
    void aLinkThatWasSlowedOnPurposeIsNotDead() {
        stage.detectors.doings().strike(Strike.SLOW, List.of(ONE), false);

        stage.during(
                5000,
                primary("node-1", 200).to("node-2"),
                standby("node-2", 100, 100).from("node-1"));

        assertThat(stage.found()).isEmpty();
    }

    /** B15b: the standby is not looked at for 2.8 s, and what was seen of it before is held against the primary of now. */
    @Test
    void aStalledObserverIsNoDeadLink() {
        stage.during(
                1000,
                primary("node-1", 100).to("node-2"),
                standby("node-2", 100, 100).from("node-1"));
        stage.during(2800, passed -> List.of(primary("node-1", 200 + passed).to("node-2")));
        stage.during(
                1000,
                primary("node-1", 4000).to("node-2"),
                standby("node-2", 100, 100).from("node-1"));
        stage.stall(2800);
        stage.during(
                1000,
                primary("node-1", 5000).to("node-2"),
                standby("node-2", 4000, 4000).from("node-1"));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void looksThatTakeTooLongAreNotCompared() {
        stage.during(
                5000,
                primary("node-1", 200).to("node-2"),
                standby("node-2", 100, 100).from("node-1").took(1500));

        assertThat(stage.found()).isEmpty();
    }

    /** A24: a client that calls itself node-3 is not node-3. */
    @Test
    void anotherClientOfThatNameIsNotTheStandby() {
        stage.during(
                5000,
                primary("node-1", 300).row("node-3", "streaming", "async", null).to("node-2"),
                standby("node-2", 300, 300).from("node-1").to("node-3"),
                standby("node-3", 100, 100).from("node-2").took(5).onTimeline(1));

        assertThat(stage.only().text()).startsWith("node-2 says it streams");
    }

    // ---- streams without a walsender

    @Test
    void aStreamThatNoWalsenderServes() {
        stage.during(3000, primary("node-1", 100), standby("node-2", 100, 100).from("node-1"));

        assertThat(stage.found()).containsExactly(STREAMING_FROM_NOBODY);
        assertThat(stage.only().text()).contains("streams from node-1, which has had no walsender for it");
    }

    @Test
    void anImpostorServesNobody() {
        stage.during(
                3000,
                primary("node-1", 100).row("node-2", "streaming", "async", null),
                standby("node-2", 100, 100).from("node-1"));

        assertThat(stage.found()).containsExactly(STREAMING_FROM_NOBODY);
    }

    /** B3: the upstream is paused for 3.5 s, and resumed. */
    @Test
    void anUpstreamThatCannotBeLookedAtSuspendsTheJudgement() {
        stage.during(
                1000,
                primary("node-1", 100).to("node-2"),
                standby("node-2", 100, 100).from("node-1"));
        stage.during(3500, unresponsive("node-1"), standby("node-2", 100, 100).from("node-1"));
        stage.during(1000, primary("node-1", 100), standby("node-2", 100, 100).from("node-1"));
        stage.during(5000, standby("node-2", 100, 100).from("node-1"));
        stage.during(
                1000,
                primary("node-1", 100).to("node-2"),
                standby("node-2", 100, 100).from("node-1"));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aServerOutsideTheClusterIsNotJudged() {
        stage.during(
                5000, primary("node-1", 100), standby("node-2", 100, 100).from(new Endpoint("elsewhere", 1), null));

        assertThat(stage.found()).isEmpty();
    }

    // ---- cannot stream

    @Test
    void aSegmentThatIsGone() {
        stage.says(TWO, REMOVED)
                .during(
                        3000,
                        primary("node-1", 900),
                        standby("node-2", 100, 100).follows(Seen.endpointOf("node-1")));

        assertThat(stage.found()).containsExactly(CANNOT_STREAM);
        assertThat(stage.only().text()).contains("for 2 s with 'requested WAL segment 000000010000000000000007 has");
    }

    @Test
    void aSegmentThatTheArchiveGivesLater() {
        stage.says(TWO, REMOVED)
                .during(
                        3000,
                        primary("node-1", 900),
                        standby("node-2", 100, 100).restores());
        stage.says(TWO, REMOVED.replace("07", "08"))
                .during(
                        3000,
                        primary("node-1", 900),
                        standby("node-2", 100, 100).restores());

        assertThat(stage.found()).isEmpty();

        stage.stall(3000).says(TWO, REMOVED.replace("07", "08"));

        assertThat(stage.found()).containsExactly(CANNOT_STREAM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FATAL:  could not start WAL streaming: ERROR:  requested timeline 3 is not in this server's history",
                "FATAL:  could not start WAL streaming: ERROR:  replication slot \"node_2\" does not exist",
                "FATAL:  could not start WAL streaming: ERROR:  cannot read from logical replication slot \"node_2\"",
                "FATAL:  database system identifier differs between the primary and standby",
                "FATAL:  could not connect to the primary server: connection to server at \"h\", port 1 failed: FATAL:  password authentication failed for user \"repl\"",
                "FATAL:  could not connect to the primary server: connection to server at \"h\", port 1 failed: FATAL:  no pg_hba.conf entry for replication connection from host \"h\"",
                "FATAL:  could not connect to the primary server: connection to server at \"h\", port 1 failed: FATAL:  role \"repl\" is not permitted to log in",
                "FATAL:  could not connect to the primary server: FATAL:  number of requested standby connections exceeds max_wal_senders (currently 1)",
                "FATAL:  could not start WAL streaming: ERROR:  requested starting point 0/9000000 is ahead of the WAL flush position of this server 0/8000000",
            })
    void theSameRefusalTwice(String line) {
        stage.says(TWO, line);

        assertThat(stage.found()).isEmpty();

        stage.says(TWO, line);
        stage.during(1500, standby("node-2", 100, 100).restores()).says(TWO, line);

        assertThat(stage.found()).isEmpty();

        stage.during(1500, standby("node-2", 100, 100).restores()).says(TWO, line.replace("8000000", "8000100"));

        assertThat(stage.found()).containsExactly(CANNOT_STREAM);
        assertThat(stage.only().node()).isEqualTo(TWO);
    }

    @Test
    void twoRefusalsWithAStreamBetween() {
        String line = "FATAL:  could not start WAL streaming: ERROR:  replication slot \"node_2\" does not exist";
        stage.says(TWO, line)
                .during(
                        2000,
                        primary("node-1", 100).to("node-2"),
                        standby("node-2", 100, 100).from("node-1"))
                .says(TWO, line);

        assertThat(stage.found()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FATAL:  could not connect to the primary server: FATAL:  the database system is starting up",
                "FATAL:  could not receive data from WAL stream: FATAL:  terminating connection due to administrator command",
                "FATAL:  could not receive data from WAL stream: server closed the connection unexpectedly",
                "FATAL:  terminating walreceiver due to timeout",
            })
    void whatPassesByItself(String line) {
        stage.says(TWO, line).during(6000, standby("node-2", 100, 100)).says(TWO, line);

        assertThat(stage.found()).isEmpty();
    }

    /** B1: the walsender of the healthy one says what the standby says; the patient is the one that asks. */
    @Test
    void aForkIsThePatientsNotTheServers() {
        String asked = "requested starting point 0/9000000 on timeline 1 is not in this server's history";
        for (int i = 0; i < 3; i++) {
            stage.says(ONE, "node-2 ERROR:  " + asked);
            stage.says(TWO, "FATAL:  could not start WAL streaming: ERROR:  " + asked)
                    .stall(2000);
        }

        assertThat(stage.found()).containsExactly(LOOPING_ON_A_FORK);
        assertThat(stage.only().node()).isEqualTo(TWO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOG:  new timeline 2 forked off current database system timeline 1 before current recovery point 0/5000148",
                "FATAL:  highest timeline 1 of the primary is behind recovery timeline 2",
            })
    void otherWordsForAFork(String line) {
        stage.says(TWO, line).stall(5000).says(TWO, line);

        assertThat(stage.found()).containsExactly(LOOPING_ON_A_FORK);
    }

    @Test
    void anUpstreamThatIsUpAndDoesNotAnswerThere() {
        Seen lost = standby("node-2", 100, 100).follows(new Endpoint("link", 5));
        stage.during(1000, primary("node-1", 100), lost).says(TWO, REFUSED);
        stage.during(5000, primary("node-1", 100), lost).says(TWO, REFUSED);

        assertThat(stage.found()).containsExactly(CANNOT_STREAM);
    }

    @Test
    void anUpstreamThatTheTestStopped() {
        Seen lost = standby("node-2", 100, 100).follows(Seen.endpointOf("node-1"));
        stage.during(1000, primary("node-1", 100), lost);
        stage.detectors.doings().down(ONE, stage.nowNanos());
        stage.during(1000, Seen.stopped("node-1"), lost).says(TWO, REFUSED);
        stage.during(5000, Seen.stopped("node-1"), lost).says(TWO, REFUSED);
        stage.detectors.doings().up(ONE, stage.nowNanos());
        stage.during(4000, primary("node-1", 100), lost).says(TWO, REFUSED);

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aLinkThatTheTestCut() {
        Seen lost = standby("node-2", 100, 100).follows(Seen.endpointOf("node-1"));
        stage.during(1000, primary("node-1", 100), lost);
        stage.detectors.doings().strike(Strike.OTHER, List.of(ONE), false);
        stage.during(5000, primary("node-1", 100), lost).says(TWO, REFUSED);
        stage.during(5000, primary("node-1", 100), lost).says(TWO, REFUSED);

        assertThat(stage.found()).isEmpty();
    }

    // ---- the archive

    @Test
    void aStandbyThatLivesOnItsArchive() {
        Seen fed = standby("node-2", 100, 100).follows(new Endpoint("link", 5)).restores();
        stage.says(TWO, "LOG:  restored log file \"000000010000000000000007\" from archive")
                .during(4000, primary("node-1", 300), fed.startupWaits("RecoveryRetrieveRetryInterval"));

        assertThat(stage.found()).isEmpty();

        stage.during(2000, primary("node-1", 300), fed);

        assertThat(stage.found()).containsExactly(LIVING_ON_ITS_ARCHIVE);
    }

    @Test
    void aStandbyThatCatchesUpFromItsArchive() {
        Seen fed =
                standby("node-2", 100, 100).follows(Seen.endpointOf("node-1")).restores();
        stage.says(TWO, "LOG:  restored log file \"000000010000000000000007\" from archive")
                .during(9000, primary("node-1", 300), fed.startupWaits("DataFileRead"));

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aRecoveryToATargetFollowsNobody() {
        Seen fed = standby("node-2", 100, 100)
                .follows(Seen.endpointOf("node-1"))
                .restores()
                .startupWaits("RecoveryRetrieveRetryInterval");
        stage.says(TWO, "LOG:  restored log file \"000000010000000000000007\" from archive")
                .during(9000, primary("node-1", 300), fed.recoversToATarget());

        assertThat(stage.found()).isEmpty();
    }

    @Test
    void aStandbyWhoseUpstreamIsAwayMayLiveOnItsArchive() {
        Seen fed = standby("node-2", 100, 100)
                .follows(Seen.endpointOf("node-1"))
                .restores()
                .startupWaits("RecoveryRetrieveRetryInterval");
        stage.says(TWO, "LOG:  restored log file \"000000010000000000000007\" from archive")
                .during(9000, unresponsive("node-1"), fed);

        assertThat(stage.found()).isEmpty();
    }
}
