package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.model.ServerState.Role.PRIMARY;
import static io.replicatedpostgres.model.ServerState.Role.STANDBY;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.Operations;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the answers alone say of two primaries. */
class InterleavingTest {

    private static final Check ONE_AT_ONCE = Guarantees.noTwoPrimariesAcknowledged();

    @Test
    void oneServerThenAnotherAndTheFirstAgain() {
        var history = workload().insert(ACKNOWLEDGED).at(10).on(B).insert(ACKNOWLEDGED);
        history.at(20).on(A).insert(ACKNOWLEDGED).insert(ACKNOWLEDGED);

        assertThat(Interleaving.in(history.read()))
                .singleElement()
                .asString()
                .startsWith(
                        "a acknowledged 2 writes that were asked for after b had acknowledged, from 0.020 s to 0.022 s: "
                                + "w insert 1: client 0 was told of success by b at 0.011 s")
                .contains("; w insert 2: ");
    }

    @Test
    void theOrderOfTheAnswersCountsNotThatOfTheRecord() {
        var history = workload().insert(ACKNOWLEDGED).at(20).insert(ACKNOWLEDGED);
        history.at(10).on(B).insert(ACKNOWLEDGED);

        assertThat(Interleaving.in(history.read())).hasSize(1);
    }

    @Test
    void whatWasAskedForAsSoonAsTheOtherHadAnsweredCounts() {
        var history = workload().insert(ACKNOWLEDGED).at(0).on(B).insert(ACKNOWLEDGED);

        assertThat(Interleaving.in(history.at(1).on(A).insert(ACKNOWLEDGED).read()))
                .hasSize(1);
    }

    @Test
    void aLateAnswerDoesNotCount() {
        var history = workload().insert(ACKNOWLEDGED).at(10).on(B).insert(ACKNOWLEDGED);
        history.at(9).takes(50).on(A).insert(ACKNOWLEDGED);

        assertThat(Interleaving.in(history.read())).isEmpty();
    }

    @Test
    void anAnswerOfNobodyKnownDoesNotCount() {
        var history = workload().insert(ACKNOWLEDGED).at(10).on(B).insert(ACKNOWLEDGED);
        history.event(new Operations(
                "w",
                List.of(new Operation(7, Kind.INSERT, 0, 20_000_000, 1, ACKNOWLEDGED, 7, 0, null, null, null, null))));

        assertThat(Interleaving.in(history.read())).isEmpty();
    }

    @Test
    void aPromotionBetweenTheTwoAnswersExplainsThem() {
        assertThat(withAPromotionOf(A, 15).judgedBy(ONE_AT_ONCE).outcome()).isNotEqualTo(Outcome.FAIL);
        assertThat(withAPromotionOf(A, 21).judgedBy(ONE_AT_ONCE).outcome()).isNotEqualTo(Outcome.FAIL);
        assertThat(withAPromotionOf(A, 1).judgedBy(ONE_AT_ONCE).outcome())
                .as("before the first answer was there")
                .isEqualTo(Outcome.FAIL);
        assertThat(withAPromotionOf(A, 22).judgedBy(ONE_AT_ONCE).outcome())
                .as("after the last one")
                .isEqualTo(Outcome.FAIL);
        assertThat(withAPromotionOf(new NodeRef("c"), 15).judgedBy(ONE_AT_ONCE).outcome())
                .as("of another server")
                .isEqualTo(Outcome.FAIL);
    }

    /** Answers at 1 ms and 21 ms by one server, and at 11 ms by another one. */
    private static Written withAPromotionOf(NodeRef node, long millis) {
        var history = workload().insert(ACKNOWLEDGED).at(10).on(B).insert(ACKNOWLEDGED);
        history.at(20).on(A).insert(ACKNOWLEDGED);
        return history.at(millis).event(new TimelineForked(node, new Timeline(3), new Timeline(2), new Lsn(1_000)));
    }

    @Test
    void aTimeAsAStandbyBetweenThemExplainsThemToo() {
        var history =
                workload().role(A, PRIMARY).insert(ACKNOWLEDGED).at(10).on(B).insert(ACKNOWLEDGED);
        history.at(15).role(A, STANDBY).at(20).on(A).insert(ACKNOWLEDGED);

        assertThat(Interleaving.in(history.read())).isEmpty();
    }

    @Test
    void twoPrimariesOfWhichClientsOnlyReadProveNothing() {
        var history = workload().role(A, PRIMARY).role(B, PRIMARY).at(10).read(1, 0);

        assertThat(history.judgedBy(ONE_AT_ONCE).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(history.judgedBy(ONE_AT_ONCE).reason())
                .isEqualTo("there were two primaries at once, and no workload whose writes they acknowledged");
    }
}
