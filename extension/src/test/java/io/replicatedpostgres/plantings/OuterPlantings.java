package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.plantings.Finder.API;
import static io.replicatedpostgres.plantings.Finder.CHAOS;
import static io.replicatedpostgres.plantings.Finder.COMMAND;
import static io.replicatedpostgres.plantings.Finder.EXPECTATION;
import static io.replicatedpostgres.plantings.Finder.PROMISES;
import static io.replicatedpostgres.plantings.Finder.REPORT;
import static io.replicatedpostgres.plantings.Planting.inTest;

import java.util.List;

/** What surrounds a test: JUnit, the report, the command, chaos, the embedded Toxiproxy server. */
final class OuterPlantings {

    private OuterPlantings() {}

    static List<Planting> tests() {
        return List.of(
                inTest(
                                "A16",
                                "@Expect(LOST_WRITES, SPLIT_BRAIN), nothing happens",
                                "junit.ExpectTest#whatWasAnnouncedAndDoesNotComeIsAFailure")
                        .foundBy(EXPECTATION),
                inTest(
                                "A17",
                                "shared = true, one of several tests breaks a promise",
                                "junit.ExpectTest#whoBreaksAPromiseOfASharedClusterFailsAndNoOtherTest")
                        .foundBy(PROMISES),
                inTest(
                                "A11",
                                "the workload of a second system breaks a promise",
                                "junit.ExpectTest#theClientsOfASecondSystemAreBelievedToo")
                        .foundBy(PROMISES),
                inTest(
                                "N-junit-loss",
                                "an asynchronous cluster without a failover loses a row",
                                "junit.ExpectTest#aLossThatNothingExplainsIsAFailureOfAnAsynchronousClusterToo")
                        .foundBy(PROMISES),
                inTest(
                                "N-junit-expected",
                                "what is expected or allowed is no failure",
                                "junit.ExpectTest#whatIsExpectedOrAllowedIsNoFailure")
                        .held(PROMISES),
                inTest(
                                "E",
                                "500 healthy runs of all workloads and shapes, half of them on a loaded machine (tag soak)",
                                "workload.HealthyRunsTest#nothingIsFoundAndNothingIsUnknown")
                        .held(Finder.all().filter(Finder::isDetector).toArray(Finder[]::new))
                        .held(PROMISES));
    }

    private static Planting command(String id, String title, String method) {
        return inTest(id, title, "report.RecheckTest#" + method).foundBy(COMMAND);
    }

    static List<Planting> reports() {
        return List.of(
                command(
                        "A14",
                        "the journal of a test whose upholds(noAcknowledgedWriteLost()) failed",
                        "whatATestAskedForIsAskedForAgainThoughTheSpecDoesNotPromiseIt"),
                command(
                        "A14-cut",
                        "a journal that is cut off before the final contents",
                        "aJournalThatWasCutBeforeTheFinalContentsIsNotKnown"),
                command("N-half-line", "a journal whose last line is half", "aJournalWhoseLastLineIsHalfIsNotKnown"),
                command(
                        "N-other-verdict",
                        "a journal that says that it held what is broken",
                        "whereTheVerdictDiffersFromTheRecordedOneItSaysSo"),
                command("N-no-journal", "no journal at all", "withoutAJournalNothingIsKnown"),
                inTest(
                                "N-no-work",
                                "a test without a workload has nothing to check",
                                "report.RecheckTest#aTestWithoutAWorkloadHasNothingToCheck")
                        .held(COMMAND),
                inTest(
                                "A4-report",
                                "a passed test with an unknown inside",
                                "report.DoubtfulTest#aThirdStateIsCountedApartEverywhere")
                        .foundBy(REPORT),
                inTest(
                                "A28",
                                "a report folder with the journals of an earlier run",
                                "report.RunJournalsTest#thePageCountsThisRunAloneAndSaysWhatItLeavesOut")
                        .foundBy(REPORT));
    }

    private static Planting chaos(String id, String title, String test) {
        return inTest(id, title, "chaos." + test).foundBy(CHAOS);
    }

    static List<Planting> chaos() {
        return List.of(
                chaos(
                        "C1",
                        "a schedule in which something is thrown",
                        "ChaosFailureTest#aThrowIsToldWithSeedScheduleAndTestAndIsShrunk"),
                chaos(
                        "C1-converge",
                        "nodes that do not converge",
                        "ChaosFailureTest#nodesThatDoNotConvergeBreakAGuarantee"),
                chaos("C1-hang", "clients that hang", "ChaosFailureTest#clientsThatHangAreTold"),
                chaos("C1-both", "a loss behind a throw", "ChaosFailureTest#aLossDoesNotHideBehindAThrow"),
                chaos("C2", "the printed test, pasted as printed, compiles", "PrintedTestTest#isAWholeClass"),
                chaos(
                        "C3",
                        "a FAILOVER step takes no node, and prints none",
                        "ScheduleTest#aStepOfAFailoverTakesNoNodeAndOthersNeedOne"),
                chaos(
                        "C4",
                        "a lossy step among three harmless ones",
                        "ChaosTest#aScheduleThatLosesIsShrunkToTheStepThatDoes"),
                chaos(
                        "N-chaos-asynchronous",
                        "a row is deleted without a failover on an asynchronous pair",
                        "ChaosFailureTest#withoutAFailoverNothingMayBeLostOnAnAsynchronousPairEither"),
                inTest(
                                "B5",
                                "synchronous_commit = local and synchronous standbys",
                                "chaos.ChaosFailureTest#aCommitThatWaitsForNoStandbyIsNotDemandedBack")
                        .held(CHAOS),
                inTest("C5", "the same seed gives the same schedule", "chaos.ScheduleTest#theSameSeedGivesTheSame")
                        .held(CHAOS));
    }

    private static Planting api(String id, String title, String method) {
        return inTest(id, title, "toxiproxy.HttpLimitsTest#" + method).held(API);
    }

    static List<Planting> toxiproxy() {
        return List.of(
                api("D1", "500 clients at once are all answered", "fiveHundredClientsAtOnceAreAllAnswered"),
                api("D1-oldest", "the oldest connection asks last", "whoConnectedFirstAndAsksLastIsAnsweredToo"),
                api(
                        "D1-idle",
                        "hundreds of idle connections are kept",
                        "hundredsOfIdleConnectionsAreKeptForTheirNextRequest"),
                api("D2", "a proxy with a long name can be read and deleted", "aLongNameCanBeReadAndDeleted"),
                inTest(
                                "D2-refused",
                                "a name that no request could address",
                                "toxiproxy.HttpLimitsTest#aNameThatNoRequestCouldAddressIsRefused")
                        .foundBy(API),
                inTest(
                                "D3",
                                "HTTP/1.1 without Host, and whatever else Go's server refuses",
                                "toxiproxy.HttpLimitsTest#whatGosServerRefusesIsRefusedInItsWords")
                        .foundBy(API),
                api("N-head", "a head of a megabyte is read", "aHeadOfAMegabyteIsRead"),
                inTest("N-longer-head", "a longer head", "toxiproxy.HttpLimitsTest#aLongerHeadIsRefused")
                        .foundBy(API));
    }
}
