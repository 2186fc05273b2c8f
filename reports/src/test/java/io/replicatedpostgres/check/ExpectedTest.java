package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.model.ServerState.Role.PRIMARY;
import static io.replicatedpostgres.model.ServerState.Role.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.model.Expectation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a test announced, and what is excused by it. */
class ExpectedTest {

    @Test
    void whatDidNotComeIsBroken() {
        var history = workload()
                .event(new Expectations(
                        false, List.of(Expectation.LOST_WRITES, Expectation.SPLIT_BRAIN, Expectation.TAMPERED_ROWS)));

        assertThat(Expected.unmet(history.read()))
                .extracting(Verdict::toString)
                .containsExactly(
                        "@Expect(LOST_WRITES) is met: BROKEN: no acknowledged write was lost. Write @Allow(LOST_WRITES) if it only may happen",
                        "@Expect(SPLIT_BRAIN) is met: BROKEN: no two nodes were primaries at once. Write @Allow(SPLIT_BRAIN) if it only may happen",
                        "@Expect(TAMPERED_ROWS) is met: BROKEN: every row is as its client wrote it. Write @Allow(TAMPERED_ROWS) if it only may happen");
    }

    @Test
    void whatCameIsSeenAndWhatWasSeenBeforeDoesNotCount() {
        var history = workload().event(new Expectations(false, List.of(Expectation.SPLIT_BRAIN)));
        history.role(A, PRIMARY).at(100).role(B, PRIMARY).at(200).role(A, STOPPED);
        Map<Expectation, Set<String>> seen = Expected.seen(history.read());

        assertThat(seen.get(Expectation.SPLIT_BRAIN)).containsExactly("a and b at 100000000");
        assertThat(seen.get(Expectation.LOST_WRITES)).isEmpty();
        assertThat(Expected.unmet(history.read())).isEmpty();
        assertThat(Expected.unmet(history.read(), seen)).hasSize(1);
    }

    @Test
    void primariesOneAfterTheOtherAreNoSplit() {
        var history = workload()
                .role(A, PRIMARY)
                .at(100)
                .role(A, STOPPED)
                .role(B, PRIMARY)
                .at(200);
        history.role(B, STOPPED).role(A, PRIMARY).at(300).insert(ACKNOWLEDGED);

        assertThat(Expected.seen(history.read()).get(Expectation.SPLIT_BRAIN)).isEmpty();
    }

    @Test
    void whatHoldsIsNotExcused() {
        var history = workload().event(new Expectations(false, List.of(Expectation.LOST_WRITES)));
        history.insert(ACKNOWLEDGED).found(A, true, "0");

        assertThat(Guarantees.promised(history.read()).get(0).of(history.read()).outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aNodeThatCouldNotBeReadLeavesItOpenWhateverOthersHold() {
        var history = workload().insert(ACKNOWLEDGED).insert(REJECTED).found(A, true, "0");
        history.event(FinalContents.unread("w", B, false, null, "no answer"));

        assertThat(history.judgedBy(Guarantees.noRejectedWritePresent()))
                .hasToString("no rejected write present: not known: w on b: could not be read: no answer");
    }

    @Test
    void eachWorkloadHasToBeReadSomewhere() {
        var history = workload().insert(ACKNOWLEDGED).found(A, true, "0");
        history.event(new WorkloadBegan("other", "inserts", 1, null))
                .of("other")
                .insert(ACKNOWLEDGED);

        assertThat(history.judgedBy(Guarantees.noWriteDoneTwice()).reason())
                .isEqualTo("other was read on no node in the end");
    }
}
