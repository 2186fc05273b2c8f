package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.plantings.Finder.AWAIT_REPLAY;
import static io.replicatedpostgres.plantings.Finder.ERROR;
import static io.replicatedpostgres.plantings.Finder.IN_SYNC;
import static io.replicatedpostgres.plantings.Finder.NOT_DIVERGED;
import static io.replicatedpostgres.plantings.Finder.REWIND_LOSS;
import static io.replicatedpostgres.plantings.Finder.VERB;
import static io.replicatedpostgres.plantings.Planting.inTest;

import java.util.List;

/** Timelines, positions, verbs that prove before they act, and errors that name the cause. */
final class VerbPlantings {

    private VerbPlantings() {}

    private static Planting diverged(String id, String title, String method) {
        return inTest(id, title, "cluster.DivergenceTest#" + method).foundBy(NOT_DIVERGED);
    }

    static List<Planting> timelines() {
        return List.of(
                diverged(
                        "A7",
                        "a and b are promoted apart, c follows b, then b is rebuilt from a; c has no walreceiver",
                        "theTimelineOfAStandbyIsWhatItReplayed"),
                diverged(
                        "A18",
                        "standby.signal is forgotten, both sides write on one timeline",
                        "twoThatWriteOnOneTimelineHaveDiverged"),
                diverged(
                        "A18-killed",
                        "the same, one is killed and the other follows a promotion",
                        "soTheyHaveWhenOneIsKilledAndTheOtherPromotes"),
                diverged(
                                "A26",
                                "the primary is killed with 50 rows that only it has, then a failover and the steps of the guide",
                                "aKilledPrimaryEndsWhereItsWalEnds")
                        .foundBy(REWIND_LOSS),
                inTest(
                                "N-shipped",
                                "a killed primary that had shipped all has not diverged",
                                "cluster.DivergenceTest#aKilledPrimaryThatHadShippedAllHasNotDiverged")
                        .held(NOT_DIVERGED),
                diverged("N-twins-here", "two promotions at one position", "twinsOfOnePositionHaveDiverged"),
                diverged("N-twins-there", "two promotions at two positions", "twinsOfTwoPositionsHaveDiverged"),
                diverged("N-twin-streams", "a twin streams from the other one", "aTwinThatStreamsFromTheOtherStillHas"),
                diverged("N-frozen", "a frozen primary is judged by its files", "aFrozenPrimaryIsJudgedByItsFiles"),
                inTest(
                                "N-follows",
                                "standbys that follow have not diverged, whatever is killed and stopped",
                                "cluster.DivergenceTest#standbysThatFollowHaveNotDivergedWhateverWasDoneToThem")
                        .held(NOT_DIVERGED),
                inTest(
                                "A8",
                                "c at 0/779038 of timeline 2, a at 0/62A828 of timeline 1",
                                "cluster.PositionsTest#aHigherPositionOfAnotherTimelineIsNotReplayed")
                        .foundBy(AWAIT_REPLAY, IN_SYNC),
                inTest(
                                "N-cascade-positions",
                                "a cascade is judged along all its timelines",
                                "cluster.PositionsTest#aCascadeIsJudgedAlongAllTimelines")
                        .foundBy(AWAIT_REPLAY),
                inTest(
                                "A20",
                                "node-1 on timeline 2 at a lower position than node-3 on timeline 1, then failover()",
                                "cluster.FailoverTest#theHeirIsOnTheLatestTimelineWhateverThePositions")
                        .foundBy(VERB),
                inTest(
                                "A20-tail",
                                "a failover loses the tail of the killed primary",
                                "cluster.FailoverTest#theTailOfTheKilledPrimaryIsLostAndNamed")
                        .foundBy(VERB),
                inTest(
                                "A20-stopped",
                                "a stopped standby has more than the heir",
                                "cluster.FailoverTest#whatAStoppedStandbyHasIsNotGivenUp")
                        .foundBy(VERB),
                inTest(
                                "N-failover-right",
                                "a failover that loses nothing",
                                "cluster.FailoverTest#aFailoverThatLosesNothingSaysNothing")
                        .held(VERB));
    }

    static List<Planting> verbs() {
        return List.of(
                inTest(
                                "A19",
                                "100 rows of one COMMIT PREPARED past the fork, prepared before it",
                                "cluster.RewindLossTest#rowsOfATransactionThatWasPreparedBeforeTheFork")
                        .foundBy(REWIND_LOSS),
                inTest(
                                "A19-open",
                                "rows of a transaction that ran on over the fork",
                                "cluster.RewindLossTest#rowsOfATransactionThatRanOnOverTheFork")
                        .foundBy(REWIND_LOSS),
                inTest(
                                "A19-else",
                                "slots, files and settings that a rewind throws away",
                                "cluster.RewindLossTest#allElseThatGoes")
                        .foundBy(REWIND_LOSS),
                inTest(
                                "A25",
                                "switchover(heir) with a frozen link to the heir under ANY 1: rows are on the third node alone",
                                "cluster.SwitchoverTest#anHeirThatIsCutOffIsNoHeirAndTheThirdNodeIsNamed")
                        .foundBy(VERB),
                inTest(
                                "A25-stop",
                                "a switchover whose old primary does not stop leaves it serving",
                                "cluster.SwitchoverTest#anOldPrimaryThatDoesNotStopServesAgain")
                        .foundBy(VERB),
                inTest(
                                "A25-heir",
                                "a switchover whose heir ends of its promotion leaves the old primary serving",
                                "cluster.SwitchoverTest#anHeirThatEndsOfItsPromotionLeavesTheOldPrimaryServing")
                        .foundBy(VERB),
                inTest(
                                "A23-cascade",
                                "FIRST 2 (near, far), where far is a cascade of near",
                                "cluster.SynchronousStandbysOfNodeTest#aCascadedStandbyConfirmsNothing")
                        .foundBy(VERB),
                inTest(
                                "A23-gone",
                                "synchronous standbys that name a node that is gone",
                                "cluster.SynchronousStandbysOfNodeTest#aNodeThatIsGoneIsNoStandby")
                        .foundBy(VERB),
                inTest(
                                "B11",
                                "a rewind over a link that refuses touches nothing: the node starts",
                                "cluster.InterruptedRewindTest#aRewindThatHasTouchedNothingLeavesANodeThatStarts")
                        .held(VERB),
                inTest(
                                "B14",
                                "rewindTo after a pg_rewind of another program was interrupted",
                                "cluster.InterruptedRewindTest#whatSomebodyElsesRewindHasOverwrittenIsWrittenAnew")
                        .held(VERB),
                inTest(
                                "B15a",
                                "recovery to a target that lies on the older timeline",
                                "cluster.PointInTimeTest#aTargetOnAnOlderTimelineWantsItsTimeline")
                        .foundBy(ERROR),
                inTest(
                                "B16",
                                "follow() to another upstream drops the slot on the former one",
                                "cluster.FormerSlotTest#itIsDroppedAndComesBackWithTheStandby")
                        .held(VERB),
                inTest(
                                "B16-frozen",
                                "the same behind a link that is frozen",
                                "cluster.FormerSlotTest#itIsDroppedBehindALinkThatIsFrozen")
                        .held(VERB),
                inTest(
                                "B16-kept",
                                "a slot that the test asked for stays",
                                "cluster.FormerSlotTest#itStaysIfTheStandbyHasComeBackMeanwhileOrTheTestAskedForIt")
                        .held(VERB));
    }

    private static Planting error(String id, String title, String test) {
        return inTest(id, title, test).foundBy(ERROR);
    }

    static List<Planting> errors() {
        return List.of(
                error(
                        "A23-error",
                        "a write hangs because its backend waits for a standby that is not there",
                        "cluster.BrokenSessionsTest#aStatementThatHangsSaysThatItsBackendWaitsForAStandby"),
                error(
                        "B12",
                        "a standby dies of its promotion (insufficient parameters)",
                        "cluster.BrokenSessionsTest#aStandbyThatEndsOfItsPromotionSaysWhy"),
                error(
                        "B13",
                        "a session is terminated while it waits for a standby: the statement committed",
                        "cluster.BrokenSessionsTest#aSessionThatIsTerminatedWhileItWaitsForAStandbyHasCommitted"),
                error(
                        "B15",
                        "a node is asked for the connection to itself",
                        "cluster.BrokenSessionsTest#whatTheServerAnswersIsAnAnswer"),
                error("B15c", "a wait names its standbys in words", "cluster.BrokenSessionsTest#aWaitNamesTheStandbys"),
                error(
                        "N-killed",
                        "the server of a session is killed",
                        "cluster.BrokenSessionsTest#aServerThatIsKilledIsNamed"),
                inTest(
                                "B8",
                                "one look takes longer than a second on a loaded machine: cluster.primary()",
                                "cluster.SlowLooksTest#thePrimaryIsFound")
                        .held(VERB),
                inTest("B8-sync", "the same: awaitInSync()", "cluster.SlowLooksTest#standbysAreWaitedFor")
                        .held(VERB),
                inTest("B8-frozen", "a frozen server is still named", "cluster.SlowLooksTest#aFrozenServerIsNamed")
                        .foundBy(VERB));
    }
}
