package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Guarantees.balancesConserved;
import static io.replicatedpostgres.check.Guarantees.noRejectedWritePresent;
import static io.replicatedpostgres.check.Guarantees.noWriteDoneTwice;
import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.B;
import static io.replicatedpostgres.check.Written.history;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.journal.Operation.Result.LOCALLY;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.journal.Operation.Result.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.WorkloadBegan;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is there and should not be. */
class RowChecksTest {

    @Test
    void whatWasAskedForMayBeThere() {
        var history = workload()
                .insert(ACKNOWLEDGED)
                .insert(LOCALLY)
                .insert(UNKNOWN)
                .insert(REJECTED)
                .found(A, true, "0-2");

        assertThat(history.judgedBy(noRejectedWritePresent()).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void whatWasRejectedMayNot() {
        var history = workload()
                .insert(ACKNOWLEDGED)
                .insert(REJECTED)
                .found(A, true, "0")
                .found(B, false, "0-1");

        Verdict verdict = history.judgedBy(noRejectedWritePresent());

        assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(verdict.evidence()).containsExactly("w on b: 1");
    }

    @Test
    void whatNobodyAskedForMayNotEither() {
        var history = workload().insert(ACKNOWLEDGED).found(A, true, "0,7");
        var read = workload().operation(Kind.READ, ACKNOWLEDGED, 0, 1).found(A, true, "0");

        assertThat(history.judgedBy(noRejectedWritePresent()).evidence()).containsExactly("w on a: 7");
        assertThat(read.judgedBy(noRejectedWritePresent()).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void rowsAreThereOnce() {
        var once = workload().insert(ACKNOWLEDGED).found(A, true, "0");
        var twice = workload().insert(ACKNOWLEDGED).found(A, true, "0", "0", Map.of(), null);

        assertThat(once.judgedBy(noWriteDoneTwice()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(twice.judgedBy(noWriteDoneTwice()).outcome()).isEqualTo(Outcome.FAIL);
        assertThat(twice.judgedBy(noWriteDoneTwice()).evidence()).containsExactly("w on a: 0");
    }

    @Test
    void nobodyKnowsWithoutLooking() {
        var history = workload().insert(ACKNOWLEDGED);

        assertThat(history.judgedBy(noRejectedWritePresent()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(history.judgedBy(noWriteDoneTwice()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(history.judgedBy(balancesConserved()).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void moneyStays() {
        var history =
                history().event(new WorkloadBegan("w", "transfers", 1, 100L)).found(A, true, "", "", Map.of(), 100L);

        assertThat(history.judgedBy(balancesConserved()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(history.judgedBy(balancesConserved()).reason()).isEqualTo("counted 1 times");
        assertThat(history.found(B, false, "", "", Map.of(), 99L).judgedBy(balancesConserved()))
                .satisfies(verdict -> {
                    assertThat(verdict.outcome()).isEqualTo(Outcome.FAIL);
                    assertThat(verdict.evidence()).containsExactly("w: 99 on b instead of 100");
                });
    }

    @Test
    void withoutAccountsThereIsNoBalance() {
        var notCounted =
                history().event(new WorkloadBegan("w", "transfers", 1, 100L)).found(A, true, "", "", Map.of(), null);
        var noMoney = workload().found(A, true, "", "", Map.of(), 7L);

        assertThat(notCounted.judgedBy(balancesConserved()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(noMoney.judgedBy(balancesConserved()).outcome()).isEqualTo(Outcome.UNKNOWN);
    }
}
