package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.plantings.Finder.CANNOT_STREAM;
import static io.replicatedpostgres.plantings.Finder.ENDED_BY_ITSELF;
import static io.replicatedpostgres.plantings.Finder.IDLE_TIMESTAMPS;
import static io.replicatedpostgres.plantings.Finder.LIVING_ON_ITS_ARCHIVE;
import static io.replicatedpostgres.plantings.Finder.LOOPING_ON_A_FORK;
import static io.replicatedpostgres.plantings.Finder.REPLAY_STOPPED;
import static io.replicatedpostgres.plantings.Finder.REPORT;
import static io.replicatedpostgres.plantings.Finder.REWIND_DID_NOTHING;
import static io.replicatedpostgres.plantings.Finder.SLOT_ASSERTION;
import static io.replicatedpostgres.plantings.Finder.SLOT_BLOCKS_SYNCHRONIZATION;
import static io.replicatedpostgres.plantings.Finder.SLOT_HOLDS_XMIN;
import static io.replicatedpostgres.plantings.Finder.STREAMING_FROM;
import static io.replicatedpostgres.plantings.Finder.STREAMING_FROM_NOBODY;
import static io.replicatedpostgres.plantings.Finder.STREAMING_OVER_A_DEAD_LINK;
import static io.replicatedpostgres.plantings.Finder.TWIN_TIMELINES;
import static io.replicatedpostgres.plantings.Finder.UNUSED_SLOT;
import static io.replicatedpostgres.plantings.Finder.WAITING_FOR_AN_ABSENT_STANDBY;
import static io.replicatedpostgres.plantings.Planting.inTest;

import java.util.ArrayList;
import java.util.List;

/** What looks healthy and is not, and what looks broken and is not. */
final class DetectorPlantings {

    private DetectorPlantings() {}

    static List<Planting> all() {
        var all = new ArrayList<Planting>(older());
        all.addAll(found());
        all.addAll(silent());
        return all;
    }

    private static Planting older(String id, String title, String method, Finder finder) {
        return inTest(id, title, "observe.FalseHealthTest#" + method).foundBy(finder);
    }

    private static List<Planting> older() {
        return List.of(
                older("N-twins", "two nodes are promoted to one timeline", "twinTimelines", TWIN_TIMELINES),
                older(
                        "N-dead-link",
                        "nothing arrives over a link that looks alive",
                        "streamingOverADeadLink",
                        STREAMING_OVER_A_DEAD_LINK),
                older(
                        "N-from-no-walsender",
                        "a walreceiver is frozen, and its walsender is gone",
                        "streamingFromNobody",
                        STREAMING_FROM_NOBODY),
                older("N-replay", "replay is paused by SQL", "replayStopped", REPLAY_STOPPED),
                older("N-idle", "a primary writes nothing for a while", "timestampsThatLieWhenIdle", IDLE_TIMESTAMPS),
                older(
                        "N-rewind",
                        "pg_rewind exits with 0 and did nothing",
                        "aRewindThatDidNothing",
                        REWIND_DID_NOTHING),
                older(
                        "N-fork",
                        "an old primary follows the other side of a fork that it wrote past",
                        "anOldPrimaryThatLoopsOnAFork",
                        LOOPING_ON_A_FORK));
    }

    private static Planting found(String id, String title, String method, Finder... finders) {
        return inTest(id, title, "observe.NewFindingsTest#" + method).foundBy(finders);
    }

    private static List<Planting> found() {
        return List.of(
                found(
                        "A21-history",
                        "a standby loops on “requested timeline 2 is not in this server's history”",
                        "aStandbyOfATimelineThatItsUpstreamNeverHad",
                        CANNOT_STREAM),
                found(
                        "A21-removed",
                        "a standby loops on “requested WAL segment … has already been removed”",
                        "aStandbyWhoseWalIsGone",
                        CANNOT_STREAM),
                found(
                        "A21-archive",
                        "a standby lives on its archive alone and never streams",
                        "aStandbyThatLivesOnItsArchive",
                        LIVING_ON_ITS_ARCHIVE),
                inTest(
                                "A21-report",
                                "a detector found something in a test that passed",
                                "report.DoubtfulTest#whatADetectorFoundInAPassingTestIsSeen")
                        .foundBy(REPORT),
                found("N-no-slot-there", "the slot of a standby is dropped", "aStandbyWhoseSlotIsGone", CANNOT_STREAM),
                found(
                        "N-no-upstream",
                        "primary_conninfo of a standby is taken away",
                        "aStandbyWithoutAnUpstream",
                        CANNOT_STREAM),
                found("N-no-login", "a standby may not log in", "aStandbyThatMayNotLogIn", CANNOT_STREAM),
                found(
                        "A22",
                        "the startup process of a standby is killed, and the server ends, while another standby remains",
                        "aStandbyWhoseStartupProcessWasKilled",
                        ENDED_BY_ITSELF),
                found(
                        "A22-at-once",
                        "the same, and a verb starts the server again at once",
                        "aServerThatIsStartedAgainAtOnce",
                        ENDED_BY_ITSELF),
                found(
                        "A22-recovered",
                        "all processes of a server end, and it recovers by itself",
                        "aServerThatCrashedAndRecovered",
                        ENDED_BY_ITSELF),
                found(
                        "A23-finding",
                        "FIRST 2 (near, far), where far streams from near",
                        "commitsThatWaitForACascade",
                        WAITING_FOR_AN_ABSENT_STANDBY),
                inTest(
                                "A23-no-standby",
                                "synchronous_standby_names names no node",
                                "observe.ServerDetectorsTest#aNameOfNoNode")
                        .foundBy(WAITING_FOR_AN_ABSENT_STANDBY),
                found("N-unused", "a slot that no node streams through", "aSlotThatNobodyUses", UNUSED_SLOT),
                found(
                        "B16-slot",
                        "a standby follows another upstream, and its slot stays",
                        "theSlotOnAFormerUpstream",
                        UNUSED_SLOT),
                found(
                        "A27",
                        "a slot on a former primary keeps its xmin",
                        "aFormerPrimarysSlotThatHoldsXmin",
                        SLOT_HOLDS_XMIN,
                        SLOT_ASSERTION),
                inTest(
                                "A27-blocks",
                                "a slot on a standby has the name of a failover slot, which is not copied because of it",
                                "observe.SlotDetectorsTest#aSlotThatBlocksTheCopyOfAnother")
                        .foundBy(SLOT_BLOCKS_SYNCHRONIZATION),
                inTest(
                                "A24",
                                "a pg_receivewal that calls itself node-3 runs at node-1; node-3 streams from node-2",
                                "observe.NoFalseFindingTest#aClientThatCallsItselfLikeAStandby")
                        .foundBy(STREAMING_FROM),
                inTest(
                                "A24-impostor",
                                "a client that calls itself like a standby serves no standby",
                                "observe.StreamDetectorsTest#anImpostorServesNobody")
                        .foundBy(STREAMING_FROM_NOBODY));
    }

    private static Planting silent(String id, String title, String test, Finder... finders) {
        return inTest(id, title, "observe." + test).held(finders);
    }

    private static List<Planting> silent() {
        return List.of(
                silent(
                                "B1",
                                "a writes past the fork and follows b: the walsender of the healthy b logs the same line",
                                "NoFalseFindingTest#aForkIsThePatientsAndNothingOfItIsIdle",
                                IDLE_TIMESTAMPS)
                        .foundBy(LOOPING_ON_A_FORK),
                silent(
                        "B2",
                        "a diverged node has not all that the primary wrote",
                        "ServerDetectorsTest#aDivergedStandbyHasNotWhatThePrimaryWrote",
                        IDLE_TIMESTAMPS),
                silent(
                        "B2-waiting",
                        "a primary on which a commit waits for a standby is not idle",
                        "ServerDetectorsTest#aPrimaryOnWhichACommitWaitsIsNotIdle",
                        IDLE_TIMESTAMPS),
                silent(
                        "B3",
                        "the upstream is paused for 3.5 s and resumed",
                        "NoFalseFindingTest#anUpstreamThatWasPaused",
                        STREAMING_FROM_NOBODY),
                silent(
                        "B3-suspended",
                        "an upstream that cannot be looked at suspends the judgement",
                        "StreamDetectorsTest#anUpstreamThatCannotBeLookedAtSuspendsTheJudgement",
                        STREAMING_FROM_NOBODY),
                silent(
                        "B4",
                        "recovery_min_apply_delay = 4s",
                        "NoFalseFindingTest#aStandbyThatIsDelayedOnPurpose",
                        REPLAY_STOPPED),
                silent(
                        "B15b",
                        "the observer is stalled for 2.8 s on a loaded machine",
                        "StreamDetectorsTest#aStalledObserverIsNoDeadLink",
                        STREAMING_OVER_A_DEAD_LINK),
                silent(
                        "N-slowed",
                        "a link is slowed on purpose",
                        "StreamDetectorsTest#aLinkThatWasSlowedOnPurposeIsNotDead",
                        STREAMING_OVER_A_DEAD_LINK),
                silent(
                        "N-taken-down",
                        "the test stops, kills, restarts, adds, removes, rebuilds and fences servers",
                        "NewFindingsTest#whatTheTestTakesDownHasNotEndedByItself",
                        ENDED_BY_ITSELF),
                silent(
                        "N-late-segment",
                        "a segment is gone on the upstream, and the archive gives it later",
                        "StreamDetectorsTest#aSegmentThatTheArchiveGivesLater",
                        CANNOT_STREAM),
                silent(
                        "N-point-in-time",
                        "a recovery to a target follows no upstream",
                        "StreamDetectorsTest#aRecoveryToATargetFollowsNobody",
                        LIVING_ON_ITS_ARCHIVE),
                silent(
                        "N-stopped-standby",
                        "the slot of a standby that the test stopped",
                        "SlotDetectorsTest#aSlotOfAStandbyThatTheTestStopped",
                        UNUSED_SLOT));
    }
}
