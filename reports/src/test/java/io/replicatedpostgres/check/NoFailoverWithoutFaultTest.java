package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Guarantees.noFailoverWithoutFault;
import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.history;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.Damaged;
import io.replicatedpostgres.journal.FaultBegan;
import io.replicatedpostgres.journal.FaultEnded;
import io.replicatedpostgres.journal.Repaired;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoFailoverWithoutFaultTest {

    private static final Check CHECK = noFailoverWithoutFault();

    private static Written running() {
        return history().at(0).event(new RoleChanged(A, Role.PRIMARY, Timeline.FIRST));
    }

    private static TimelineForked promoted(NodeRef node, int timeline) {
        return new TimelineForked(node, new Timeline(timeline), new Timeline(timeline - 1), new Lsn(42));
    }

    @Test
    void withoutPromotionsItHolds() {
        assertThat(running().judgedBy(CHECK))
                .isEqualTo(Verdict.pass("no failover without a fault", "no node was promoted"));
    }

    @Test
    void aPromotionOutOfNothingBreaksIt() {
        Verdict verdict = running().at(9_000).event(promoted(B, 2)).judgedBy(CHECK);

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(verdict.evidence())
                .containsExactly(
                        "b was promoted to timeline 2 at 9.000 s, and the record has no fault and no act on a server before");
    }

    @Test
    void afterAFaultItHoldsThoughThatIsHealed() {
        Verdict verdict = running()
                .at(1_000)
                .event(new FaultBegan(1, "isolated", List.of(A), ""))
                .at(2_000)
                .event(new FaultEnded(1, io.replicatedpostgres.journal.Outcome.OK, null))
                .at(9_000)
                .event(promoted(B, 2))
                .judgedBy(CHECK);

        assertThat(verdict.outcome()).isEqualTo(Outcome.PASS);
        assertThat(verdict.reason()).isEqualTo("1 promotions, each after a fault or an act of the test");
    }

    @Test
    void oneFaultExplainsOnePromotionAndAsManyAsComeWhileItIsInForce() {
        Written isolated = running()
                .at(1_000)
                .event(new FaultBegan(1, "isolated", List.of(A), ""))
                .at(5_000)
                .event(promoted(B, 2))
                .at(8_000)
                .event(promoted(A, 3));
        assertThat(isolated.judgedBy(CHECK).outcome()).isEqualTo(Outcome.PASS);

        Verdict healed = isolated.at(9_000)
                .event(new FaultEnded(1, io.replicatedpostgres.journal.Outcome.OK, null))
                .at(10_000)
                .event(promoted(B, 4))
                .at(20_000)
                .event(promoted(A, 5))
                .judgedBy(CHECK);
        assertThat(healed.evidence())
                .containsExactly(
                        "a was promoted to timeline 5 at 20.000 s, and the record has no fault and no act on a server since 10.000 s");
        assertThat(healed.reason()).isEqualTo("1 of 4 promotions came by themselves");
    }

    @Test
    void aDamageExplainsIt() {
        assertThat(running()
                        .at(1_000)
                        .event(new Damaged(1, A, "agent killed", "start"))
                        .at(9_000)
                        .event(promoted(B, 2))
                        .judgedBy(CHECK)
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aDamageStaysUntilItIsRepaired() {
        Written damaged = running()
                .at(1_000)
                .event(new Damaged(1, A, "agent killed", "start"))
                .at(9_000)
                .event(promoted(B, 2))
                .at(19_000)
                .event(promoted(A, 3));
        assertThat(damaged.judgedBy(CHECK).outcome()).isEqualTo(Outcome.PASS);

        assertThat(damaged.at(20_000)
                        .event(new Repaired(1, "started"))
                        .at(21_000)
                        .event(promoted(B, 4))
                        .at(29_000)
                        .event(promoted(A, 5))
                        .judgedBy(CHECK)
                        .outcome())
                .isEqualTo(Outcome.FAIL);
    }

    @Test
    void twoNodesThatLeaveOneTimelineHaveOneCause() {
        assertThat(running()
                        .at(1_000)
                        .event(new ActBegan(1, "kill", A, ""))
                        .event(new ActEnded(1, io.replicatedpostgres.journal.Outcome.OK, null))
                        .at(9_000)
                        .event(promoted(B, 2))
                        .at(9_300)
                        .event(promoted(new NodeRef("c"), 2))
                        .judgedBy(CHECK)
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void whatCouldNotBeInjectedExplainsNothingLater() {
        assertThat(running()
                        .at(1_000)
                        .event(new FaultBegan(1, "isolated", List.of(A), ""))
                        .event(new FaultEnded(1, io.replicatedpostgres.journal.Outcome.FAILED, "no such link"))
                        .at(9_000)
                        .event(promoted(B, 2))
                        .at(19_000)
                        .event(promoted(A, 3))
                        .judgedBy(CHECK)
                        .outcome())
                .isEqualTo(Outcome.FAIL);
    }

    @Test
    void aPromotionThatWasNotRecordedLeavesItOpen() {
        assertThat(running()
                        .at(9_000)
                        .event(new RoleChanged(B, Role.PRIMARY, new Timeline(2)))
                        .judgedBy(CHECK)
                        .reason())
                .isEqualTo("a primary was seen on timeline 2, and its promotion was not recorded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill", "stop", "switchover", "resume manager", "promote"})
    void whatTheTestDoesExplainsIt(String verb) {
        assertThat(running()
                        .at(1_000)
                        .event(new ActBegan(1, verb, A, ""))
                        .at(9_000)
                        .event(promoted(B, 2))
                        .judgedBy(CHECK)
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"await leader", "await in sync", "start cluster", "checkpoint"})
    void whatLeavesTheServersAsTheyAreDoesNot(String verb) {
        assertThat(running()
                        .at(1_000)
                        .event(new ActBegan(1, verb, null, ""))
                        .at(9_000)
                        .event(promoted(B, 2))
                        .at(9_500)
                        .event(new ActEnded(1, io.replicatedpostgres.journal.Outcome.OK, null))
                        .judgedBy(CHECK)
                        .outcome())
                .isEqualTo(Outcome.FAIL);
    }

    @Test
    void itIsNotKnownWhereNoPrimaryWasSeen() {
        assertThat(history().judgedBy(CHECK).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(Guarantees.named("no failover without a fault")).isPresent();
    }
}
