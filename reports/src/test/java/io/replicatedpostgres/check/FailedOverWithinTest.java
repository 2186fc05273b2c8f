package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Guarantees.failedOverWithin;
import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.history;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.FaultEnded;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailedOverWithinTest {

    private static final Check CHECK = failedOverWithin(Duration.ofSeconds(5));

    private static Written running() {
        return history().at(0).event(new RoleChanged(A, Role.PRIMARY, Timeline.FIRST));
    }

    /** A node dies at once, and its act takes a while. */
    private static Written killed(Written history, NodeRef node, long millis, long id) {
        return history.at(millis)
                .event(new ActBegan(id, "kill", node, ""))
                .at(millis + 10)
                .event(new RoleChanged(node, Role.STOPPED, null))
                .event(new ActEnded(id, io.replicatedpostgres.journal.Outcome.OK, null));
    }

    private static Written promoted(Written history, NodeRef node, long millis, int timeline) {
        return history.at(millis)
                .event(new TimelineForked(node, new Timeline(timeline), new Timeline(timeline - 1), new Lsn(42)))
                .event(new RoleChanged(node, Role.PRIMARY, new Timeline(timeline)));
    }

    private static Written isolated(Written history, long from, long to) {
        return history.at(from)
                .event(new FaultBegan(7, "isolated", List.of(A), ""))
                .at(to)
                .event(new FaultEnded(7, io.replicatedpostgres.journal.Outcome.OK, null));
    }

    @Test
    void inTimeItHoldsAndSaysHowLongItTook() {
        Verdict verdict = promoted(killed(running(), A, 1_000, 1), B, 5_500, 2).judgedBy(CHECK);

        assertThat(verdict)
                .isEqualTo(Verdict.pass("failed over within 5000 ms", "1 failovers, the longest took 4.500 s"));
    }

    @Test
    void laterItIsBroken() {
        Verdict verdict = promoted(killed(running(), A, 1_000, 1), B, 6_500, 2).judgedBy(CHECK);

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(verdict.evidence()).contains("a was struck at 1.000 s and b promoted 5.500 s later");
    }

    /** The servers see no gap: the old primary goes on until the other one is there. */
    @Test
    void aPrimaryThatIsCutOffCountsFromTheCut() {
        Written late = promoted(running().at(1_000).event(new FaultBegan(7, "isolated", List.of(A), "")), B, 6_500, 2);

        assertThat(late.judgedBy(CHECK).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aSecondStrikeOnADeadPrimaryDoesNotMakeItYounger() {
        Written twice = killed(running(), A, 1_000, 1).at(4_000).event(new FaultBegan(8, "isolated", List.of(A), ""));

        assertThat(promoted(twice, B, 6_500, 2).judgedBy(CHECK).evidence())
                .contains("a was struck at 1.000 s and b promoted 5.500 s later");
    }

    @Test
    void whatWasHealedLongBeforeIsAnotherStory() {
        Written history = killed(isolated(running(), 1_000, 2_000), A, 20_000, 1);

        assertThat(promoted(history, B, 23_000, 2).judgedBy(CHECK).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void aPrimaryThatNobodyReplacesBreaksIt() {
        Written history = killed(running(), A, 1_000, 1)
                .at(9_000)
                .event(new ActBegan(2, "start", A, ""))
                .event(new RoleChanged(A, Role.PRIMARY, Timeline.FIRST))
                .event(new ActEnded(2, io.replicatedpostgres.journal.Outcome.OK, null));

        Verdict verdict = history.judgedBy(CHECK);

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(verdict.evidence()).containsExactly("no primary for 7.990 s from 1.010 s to 9.000 s");
    }

    @Test
    void whetherALongFaultHadToBeAnsweredIsNotKnown() {
        Verdict verdict = isolated(running(), 1_000, 9_000).judgedBy(CHECK);

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict.reason()).contains("a was struck at 1.000 s for 8.000 s and not replaced");
        assertThat(promoted(killed(isolated(running(), 1_000, 9_000), A, 20_000, 1), B, 21_000, 2)
                        .judgedBy(CHECK)
                        .outcome())
                .as("a later failover in time does not excuse it")
                .isEqualTo(Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"promote", "switchover"})
    void onOrderIsNoFailover(String verb) {
        Written ordered = running().at(1_000).event(new ActBegan(1, verb, verb.equals("promote") ? B : null, ""));
        Verdict verdict = promoted(ordered, B, 9_000, 2)
                .at(9_100)
                .event(new ActEnded(1, io.replicatedpostgres.journal.Outcome.OK, null))
                .judgedBy(CHECK);

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(verdict.reason()).isEqualTo("no primary was struck and replaced");
    }

    @Test
    void outOfNothingIsNotKnown() {
        assertThat(promoted(running(), B, 9_000, 2).judgedBy(CHECK).reason())
                .contains("the record has no strike on a primary before it");
        assertThat(running().judgedBy(CHECK).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void aPromotionThatWasNotRecordedIsNotKnown() {
        Verdict verdict = promoted(killed(running(), A, 1_000, 1), B, 3_000, 2)
                .at(30_000)
                .event(new RoleChanged(B, Role.PRIMARY, new Timeline(3)))
                .judgedBy(CHECK);

        assertThat(verdict.reason()).contains("timeline 3, and its promotion was not recorded");
    }

    @Test
    void eachOfTwoIsMeasuredFromItsOwnStrike() {
        Written first = promoted(killed(running(), A, 1_000, 1), B, 4_000, 2)
                .at(8_000)
                .event(new ActBegan(2, "start", A, ""))
                .event(new RoleChanged(A, Role.STANDBY, new Timeline(2)))
                .event(new ActEnded(2, io.replicatedpostgres.journal.Outcome.OK, null));

        assertThat(promoted(killed(first, B, 10_000, 3), A, 12_000, 3).judgedBy(CHECK))
                .isEqualTo(Verdict.pass("failed over within 5000 ms", "2 failovers, the longest took 3.000 s"));
    }
}
