package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Guarantees.convergedWithin;
import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.history;
import static io.replicatedpostgres.check.Written.workload;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.Convergence;
import io.replicatedpostgres.journal.Convergence.LeftOut;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every node counts: nothing is equal because only some were asked. */
class ConvergedWithinTest {

    private static final Check CONVERGED = convergedWithin(Duration.ofMillis(100));
    private static final NodeRef C = new NodeRef("c");

    private static Convergence equal(NodeRef... nodes) {
        return new Convergence(List.of(nodes), Duration.ofMillis(5), List.of());
    }

    private static Convergence differ(NodeRef... nodes) {
        return new Convergence(List.of(nodes), Duration.ofMillis(5), List.of("t differs"));
    }

    private static Convergence equalBut(LeftOut leftOut) {
        return new Convergence(List.of(A, B), Duration.ofMillis(5), List.of(), List.of(leftOut));
    }

    private static void isUnknown(Written history, String reason) {
        assertThat(history.judgedBy(CONVERGED))
                .isEqualTo(new Verdict(CONVERGED.guarantee(), Outcome.UNKNOWN, reason, List.of()));
    }

    private static void holds(Written history, String reason) {
        assertThat(history.judgedBy(CONVERGED))
                .isEqualTo(new Verdict(CONVERGED.guarantee(), Outcome.PASS, reason, List.of()));
    }

    @Test
    void noNodeAndOneNodeAreEqualToNone() {
        isUnknown(history().event(equal()), "[] had no other node to be compared with");
        isUnknown(history().event(equal(A)), "[a] had no other node to be compared with");
        isUnknown(history().event(equal(A, A)), "[a, a] had no other node to be compared with");
        isUnknown(history(), "the nodes were never compared: cluster.awaitConverged(…) compares them");
    }

    @Test
    void oneThatDifferedAndWasNotComparedAgainDiffers() {
        Verdict verdict = history().event(differ(A, B)).event(equal(A)).judgedBy(CONVERGED);

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(verdict.reason())
                .isEqualTo("b differed when it was last compared, and the last comparison is of [a] alone");
        assertThat(history()
                        .event(differ(A, B, C))
                        .event(equal(A, B))
                        .judgedBy(CONVERGED)
                        .outcome())
                .isEqualTo(Outcome.FAIL);
        holds(history().event(differ(A, B)).event(equal(A, B)), "[a, b] were equal after 5 ms");
    }

    @Test
    void aDeadNodeIsNamed() {
        isUnknown(
                history()
                        .role(A, Role.PRIMARY)
                        .role(B, Role.STANDBY)
                        .role(C, Role.STANDBY)
                        .sampled(C, Role.STOPPED)
                        .event(equal(A, B)),
                "[a, b] were equal after 5 ms, and c was not compared: it was last seen stopped");
        isUnknown(
                history().role(A, Role.PRIMARY).role(B, Role.STOPPED).event(equal(A)),
                "[a] had no other node to be compared with, and b was not compared: it was last seen stopped");
        isUnknown(
                history().sampled(C, Role.UNRESPONSIVE).event(equal(A, B)),
                "[a, b] were equal after 5 ms, and c was not compared: it was last seen unresponsive");
    }

    @Test
    void aNodeThatRunsAndWasNotComparedIsNamed() {
        isUnknown(
                history().sampled(C, Role.STANDBY).event(equal(A, B)),
                "[a, b] were equal after 5 ms, and c was not compared: it was not looked at");
        isUnknown(
                history().event(equal(A, B)).sampled(C, Role.STANDBY),
                "[a, b] were equal after 5 ms, and c was not compared: it was not looked at");
        isUnknown(
                workload().found(C, false, "0").event(equal(A, B)),
                "[a, b] were equal after 5 ms, and c was not compared: it was not looked at");
    }

    @Test
    void whatTheComparisonSaysOfANodeIsTheReason() {
        isUnknown(
                history().event(equalBut(new LeftOut(C, "it is paused", false))),
                "[a, b] were equal after 5 ms, and c was not compared: it is paused");
        holds(
                history().sampled(C, Role.STOPPED).event(equalBut(new LeftOut(C, "the test asked for it", true))),
                "[a, b] were equal after 5 ms; the test left out c");
    }

    @Test
    void aRemovedNodeCountsNoMore() {
        holds(
                history()
                        .sampled(C, Role.STANDBY)
                        .event(new ActBegan(7, "remove standby", null, "c"))
                        .event(new ActEnded(7, io.replicatedpostgres.journal.Outcome.OK, null))
                        .sampled(C, Role.STOPPED)
                        .event(equal(A, B)),
                "[a, b] were equal after 5 ms");
        isUnknown(
                history()
                        .sampled(C, Role.STANDBY)
                        .event(new ActBegan(7, "remove standby", null, "c"))
                        .event(new ActEnded(7, io.replicatedpostgres.journal.Outcome.FAILED, "no"))
                        .event(equal(A, B)),
                "[a, b] were equal after 5 ms, and c was not compared: it was not looked at");
    }

    @Test
    void aNodeThatCouldNotBeAddedNeverWasOne() {
        holds(
                history()
                        .sampled(A, Role.PRIMARY)
                        .event(new ActBegan(7, "add standby", null, "c"))
                        .sampled(C, Role.STOPPED)
                        .event(new ActEnded(7, io.replicatedpostgres.journal.Outcome.FAILED, "no"))
                        .event(equal(A, B)),
                "[a, b] were equal after 5 ms");
        isUnknown(
                history()
                        .event(new ActBegan(7, "add standby", null, "c"))
                        .sampled(C, Role.STANDBY)
                        .event(new ActEnded(7, io.replicatedpostgres.journal.Outcome.OK, null))
                        .event(equal(A, B)),
                "[a, b] were equal after 5 ms, and c was not compared: it was not looked at");
    }

    @Test
    void theEndIsAfterTheLastWriteAndTheLastPromotion() {
        isUnknown(
                workload().at(10).event(equal(A, B)).at(11).insert(Result.ACKNOWLEDGED),
                "[a, b] were equal after 5 ms, and clients wrote after that: compare the nodes again");
        holds(workload().insert(Result.ACKNOWLEDGED).at(10).event(equal(A, B)), "[a, b] were equal after 5 ms");
        holds(workload().at(10).event(equal(A, B)).at(11).read(1, 1), "[a, b] were equal after 5 ms");
        isUnknown(
                history()
                        .event(equal(A, B))
                        .at(11)
                        .event(new TimelineForked(B, new Timeline(2), new Timeline(1), new Lsn(1))),
                "[a, b] were equal after 5 ms, and a node was promoted after that: compare the nodes again");
    }

    @Test
    void aDifferenceAndABrokenLimitWeighMoreThanANodeThatIsMissing() {
        Verdict late = history()
                .sampled(C, Role.STOPPED)
                .event(new Convergence(List.of(A, B), Duration.ofMillis(101), List.of()))
                .judgedBy(CONVERGED);

        assertThat(late.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(history()
                        .sampled(C, Role.STOPPED)
                        .event(differ(A, B))
                        .judgedBy(CONVERGED)
                        .outcome())
                .isEqualTo(Outcome.FAIL);
    }

    @Test
    void whatHappenedBeforeTheComparisonOrWithItDoesNotMatter() {
        var before = workload().at(2).insert(Result.ACKNOWLEDGED).at(3);
        before.event(new TimelineForked(A, new Timeline(2), Timeline.FIRST, new Lsn(100)))
                .event(equal(A, B));
        var asked = workload().event(equal(A, B)).insert(Result.ACKNOWLEDGED);

        holds(before, "[a, b] were equal after 5 ms");
        holds(asked, "[a, b] were equal after 5 ms");
        isUnknown(
                workload().event(equal(A, B)).at(1).insert(Result.ACKNOWLEDGED),
                "[a, b] were equal after 5 ms, and clients wrote after that: compare the nodes again");
    }

    @Test
    void aStandbyThatCouldNotBeAddedTakesNoOtherNodeWithIt() {
        var history = history().role(A, Role.PRIMARY).role(B, Role.STANDBY);
        history.event(new ActBegan(1, "add standby", null, ""));
        history.role(C, Role.STOPPED);
        history.event(new ActEnded(1, io.replicatedpostgres.journal.Outcome.FAILED, "no room"));

        isUnknown(
                history.event(equal(A)),
                "[a] had no other node to be compared with, and b was not compared: it was not looked at");
    }
}
