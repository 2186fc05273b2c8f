package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.history;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.model.ServerState.Role.PRIMARY;
import static io.replicatedpostgres.model.ServerState.Role.STANDBY;
import static io.replicatedpostgres.model.ServerState.Role.STOPPED;
import static io.replicatedpostgres.model.ServerState.Role.UNRESPONSIVE;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.ServerState;
import io.replicatedpostgres.model.Timeline;
import org.junit.jupiter.api.Test;

class OnePrimaryAtOnceTest {

    private final Check check = noTwoPrimariesAcknowledged();

    /** From 100 to 200 ms both are primaries. */
    private static Written split() {
        return workload().role(A, PRIMARY).role(B, STANDBY).at(100).role(B, PRIMARY);
    }

    @Test
    void failsWhenBothAcknowledgeInTheWindow() {
        var history = split().at(110).on(A).insert(ACKNOWLEDGED).on(B).insert(ACKNOWLEDGED);

        Verdict verdict = history.at(200).role(A, STOPPED).judgedBy(check);

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(verdict.evidence())
                .singleElement()
                .asString()
                .startsWith("a and b were both primaries from 0.100 s to 0.200 s: w insert 0")
                .contains("; w insert 1");
    }

    @Test
    void passesWhenOnlyOneOfThemDoes() {
        var history = split().at(110).on(A).insert(ACKNOWLEDGED).on(B).insert(REJECTED);
        var reads = split().at(110).on(A).insert(ACKNOWLEDGED).on(B).read(1, 1);

        assertThat(history.at(200).role(A, STOPPED).judgedBy(check).outcome()).isEqualTo(Outcome.PASS);
        assertThat(reads.at(200).role(A, STOPPED).judgedBy(check).outcome()).isEqualTo(Outcome.PASS);
        assertThat(reads.judgedBy(check).reason()).contains("only one acknowledged");
    }

    /** A workload did not say who served its writes, and the verdict was that only one primary acknowledged. */
    @Test
    void isNotKnownWhereAWriteOfThatTimeDoesNotSayWhoAcknowledgedIt() {
        var nameless = split().at(110).on(null).insert(ACKNOWLEDGED).insert(ACKNOWLEDGED);
        Verdict verdict = nameless.at(200).role(A, STOPPED).judgedBy(check);

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict.reason()).contains("which acknowledged it");

        var afterwards = split().at(200).role(A, STOPPED).at(300).on(null).insert(ACKNOWLEDGED);

        assertThat(afterwards.judgedBy(check).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void whatWasAskedForOutsideTheWindowDoesNotCount() {
        var before = workload()
                .role(A, PRIMARY)
                .at(99)
                .on(A)
                .insert(ACKNOWLEDGED)
                .at(100)
                .role(B, PRIMARY);
        before.on(B).at(110).insert(ACKNOWLEDGED).at(200).role(A, STOPPED);

        assertThat(before.judgedBy(check).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void anOldPrimaryThatGoesOnAfterAPromotionIsOneTooMany() {
        var history = split().at(110).on(A).insert(ACKNOWLEDGED).at(200).role(A, STOPPED);

        assertThat(history.judgedBy(check).outcome()).isEqualTo(Outcome.PASS);
        assertThat(history.at(300).on(B).insert(ACKNOWLEDGED).judgedBy(check).outcome())
                .isEqualTo(Outcome.FAIL);
    }

    @Test
    void operationsThatInterleaveProveItWhateverWasSeen() {
        var history =
                workload().role(A, PRIMARY).on(A).insert(ACKNOWLEDGED).on(B).insert(ACKNOWLEDGED);

        assertThat(history.judgedBy(check).outcome()).isEqualTo(Outcome.PASS);

        Verdict verdict =
                history.on(A).insert(ACKNOWLEDGED).on(B).insert(ACKNOWLEDGED).judgedBy(check);

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(verdict.evidence())
                .singleElement()
                .asString()
                .startsWith(
                        "a acknowledged 1 writes that were asked for after b had acknowledged, from 0.002 s to 0.003 s");
    }

    @Test
    void aPausedPrimaryThatIsResumedIsNoNewOne() {
        var history = workload()
                .role(A, PRIMARY)
                .insert(ACKNOWLEDGED)
                .sampled(A, UNRESPONSIVE)
                .role(B, PRIMARY)
                .on(B)
                .insert(ACKNOWLEDGED)
                .at(50)
                .on(A)
                .insert(ACKNOWLEDGED)
                .role(A, STOPPED);

        assertThat(history.judgedBy(check).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aPrimaryThatWasAStandbyInBetweenMayComeBack() {
        var there = workload()
                .role(A, PRIMARY)
                .insert(ACKNOWLEDGED)
                .role(A, STOPPED)
                .role(B, PRIMARY);
        there.on(B).insert(ACKNOWLEDGED).at(10).role(A, STANDBY).at(20).role(B, STOPPED);
        var byRole = there.at(30).role(A, PRIMARY).on(A).insert(ACKNOWLEDGED);

        assertThat(byRole.judgedBy(check).outcome()).isEqualTo(Outcome.PASS);
        assertThat(workload()
                        .role(A, PRIMARY)
                        .insert(ACKNOWLEDGED)
                        .on(B)
                        .insert(ACKNOWLEDGED)
                        .event(new TimelineForked(A, new Timeline(3), new Timeline(2), Lsn.ZERO))
                        .on(A)
                        .insert(ACKNOWLEDGED)
                        .judgedBy(check)
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aNewTimelineIsAPromotionAndTheOldOneIsNot() {
        var back = workload()
                .role(A, PRIMARY)
                .timeline(1)
                .insert(ACKNOWLEDGED)
                .on(B)
                .timeline(2)
                .insert(ACKNOWLEDGED);
        var split = workload()
                .role(A, PRIMARY)
                .timeline(1)
                .insert(ACKNOWLEDGED)
                .on(B)
                .timeline(2)
                .insert(ACKNOWLEDGED);

        assertThat(back.on(A).timeline(3).insert(ACKNOWLEDGED).judgedBy(check).outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(split.on(A).timeline(1).insert(ACKNOWLEDGED).judgedBy(check).outcome())
                .isEqualTo(Outcome.FAIL);
    }

    @Test
    void anAnswerThatWasAskedForBeforeIsLateOnly() {
        var history = workload().role(A, PRIMARY).insert(ACKNOWLEDGED);
        history.on(B).at(5).insert(ACKNOWLEDGED).on(A).takes(20).at(4).insert(ACKNOWLEDGED);

        assertThat(history.judgedBy(check).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void aFailoverIsNone() {
        var history = workload()
                .role(A, PRIMARY)
                .insert(ACKNOWLEDGED)
                .at(100)
                .role(A, STOPPED)
                .role(B, PRIMARY);

        Verdict verdict = history.on(B).insert(ACKNOWLEDGED).judgedBy(check);

        assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
        assertThat(verdict.reason()).isEqualTo("there was one primary at a time");
    }

    @Test
    void samplesTellRolesToo() {
        var history = workload()
                .event(NodeSampled.of(new ServerState(A, PRIMARY, null, null, null)))
                .event(NodeSampled.of(new ServerState(B, PRIMARY, null, null, null)))
                .at(10)
                .on(A)
                .insert(ACKNOWLEDGED)
                .on(B)
                .insert(ACKNOWLEDGED);

        assertThat(history.at(20).role(B, STANDBY).judgedBy(check).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void twoReignsOfOneNodeAreNotTwoPrimaries() {
        var history = workload().role(A, PRIMARY).at(10).role(A, STOPPED).at(10).role(A, PRIMARY);

        assertThat(history.at(20).insert(ACKNOWLEDGED).judgedBy(check).outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void isNotKnownWithoutRolesOrWithoutAWorkload() {
        assertThat(workload().insert(ACKNOWLEDGED).judgedBy(check).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(history()
                        .role(A, PRIMARY)
                        .role(B, PRIMARY)
                        .at(10)
                        .role(A, STOPPED)
                        .judgedBy(check)
                        .outcome())
                .isEqualTo(Outcome.UNKNOWN);
    }
}
