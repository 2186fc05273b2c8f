package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Guarantees.managerTellsTheTruth;
import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.workload;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.LeadersSeen;
import io.replicatedpostgres.journal.Note;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.model.NodeRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManagerTellsTheTruthTest {

    private static final Check CHECK = managerTellsTheTruth();

    private static LeadersSeen leads(NodeRef... nodes) {
        return new LeadersSeen(List.of(nodes), List.of(), true, "");
    }

    private static LeadersSeen silent() {
        return new LeadersSeen(List.of(), List.of(), false, "the store does not answer");
    }

    private static Written write(Written history, long millis, NodeRef node) {
        return history.at(millis).on(node).insert(Result.ACKNOWLEDGED);
    }

    @Test
    void itHoldsWhileTheOneThatIsNamedAcknowledges() {
        Written history = workload().at(0).event(leads(A));
        write(history, 100, A);
        history.at(20_000).event(leads(B));
        write(history, 20_100, B);

        assertThat(history.at(40_000).event(new Note("end")).judgedBy(CHECK))
                .isEqualTo(Verdict.pass(CHECK.guarantee(), "2 writes were acknowledged by a node that it named"));
    }

    @Test
    void anOldLeaderThatGoesOnBreaksIt() {
        Written history = workload().at(0).event(leads(A));
        write(history, 100, A);
        history.at(5_000).event(leads(B));
        write(history, 5_100, A);
        write(history, 6_100, A);

        Verdict verdict = history.at(40_000).event(new Note("end")).judgedBy(CHECK);

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(verdict.evidence())
                .containsExactly("a acknowledged 2 writes from 5.101 s to 6.101 s, while the manager's record named b");
    }

    @Test
    void withNobodyNamedNobodyMayAcknowledge() {
        Written history = workload().at(0).event(leads());
        write(history, 100, A);

        assertThat(history.at(40_000).event(new Note("end")).judgedBy(CHECK).reason())
                .isEqualTo("a acknowledged 1 writes from 0.101 s to 0.101 s, while the manager's record named no node");
    }

    /** The new leader acknowledges before the next look, and what was under way at a look was asked for before it. */
    @Test
    void whatLiesBetweenTwoLooksContradictsNothing() {
        Written history = workload().at(0).event(leads(A));
        write(history, 100, A);
        write(history, 8_000, B);
        history.at(10_000).event(leads(B));

        assertThat(history.at(40_000).event(new Note("end")).judgedBy(CHECK).outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void recordsThatContradictEachOtherAreNoTruth() {
        Written history = workload().at(0).event(leads(A, B));
        write(history, 100, A);
        write(history, 200, B);

        assertThat(history.at(40_000).event(new Note("end")).judgedBy(CHECK))
                .isEqualTo(Verdict.unknown(
                        CHECK.guarantee(),
                        "its records contradicted each other: a and b each called themselves the primary"));
    }

    @Test
    void ofANodeWhoseOwnRecordWasNotReadNothingIsKnown() {
        Written history = workload().at(0).event(new LeadersSeen(List.of(), List.of(A), true, ""));
        write(history, 100, A);

        assertThat(history.at(40_000).event(new Note("end")).judgedBy(CHECK).outcome())
                .isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void otherWordsAreNoChange() {
        Written history = workload().at(0).event(leads(B));
        for (int second = 1; second < 20; second++) {
            history.at(second * 1_000L).event(new LeadersSeen(List.of(B), List.of(), true, "look " + second));
            write(history, second * 1_000L + 100, A);
        }

        assertThat(history.at(40_000).event(new Note("end")).judgedBy(CHECK).outcome())
                .isEqualTo(Outcome.FAIL);
    }

    @Test
    void aWriteOfAnUnknownNodeLeavesItOpen() {
        Written history = workload().at(0).event(leads(A));
        write(history, 100, A);
        history.at(200).on(null).insert(Result.ACKNOWLEDGED);

        assertThat(history.at(40_000).event(new Note("end")).judgedBy(CHECK).reason())
                .isEqualTo("of 1 writes it is not known which node acknowledged them");
    }

    @Test
    void itIsNotKnownWithoutARecordOrWithoutWritesThatItCovers() {
        Written none = workload().at(0);
        write(none, 100, A);
        assertThat(none.judgedBy(CHECK).reason()).isEqualTo("no failover manager was asked who leads");

        Written silent = workload().at(0).event(silent());
        write(silent, 100, A);
        assertThat(silent.at(40_000).event(new Note("end")).judgedBy(CHECK).reason())
                .isEqualTo("no write was acknowledged while its record could be read");
    }

    @Test
    void itIsFoundByItsName() {
        assertThat(Guarantees.named(CHECK.guarantee())).isPresent();
    }
}
