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
import static io.replicatedpostgres.model.ServerState.Role.STANDBY;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.OperationPlan;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.journal.WorkloadBegan;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import java.util.Map;
import java.util.TreeMap;
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

    @Test
    void aRowHasTheValueThatItsClientWrote() {
        var right = workload().operation(Kind.INSERT, ACKNOWLEDGED, 0, 7).altered(A, "0", Map.of(0L, 7L));
        var wrong = workload().operation(Kind.INSERT, ACKNOWLEDGED, 0, 7).altered(A, "0", Map.of(0L, 8L));
        var unwritten = workload().operation(Kind.INSERT, ACKNOWLEDGED, 0, 7).altered(A, "0", Map.of(5L, 8L));

        assertThat(right.judgedBy(noRejectedWritePresent()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(wrong.judgedBy(noRejectedWritePresent()).evidence())
                .containsExactly("w on a: row 0 = 8 instead of 7");
        assertThat(unwritten.judgedBy(noRejectedWritePresent()).evidence())
                .containsExactly("w on a: row 5 = 8, which no client wrote");
    }

    @Test
    void aRegisterHasTheGreatestValueOfItsWritesThatAreThere() {
        var right = workload().write(0, 5).write(0, 6).write(1, 7).registers(A, true, "0-2", Map.of(0L, 6L, 1L, 7L));
        var changed = workload().write(0, 5).write(0, 6).write(1, 7).registers(A, true, "0-2", Map.of(0L, 9L, 1L, 7L));
        var gone = workload().write(0, 5).registers(A, true, "0", Map.of(1L, 0L));
        var added = workload().write(0, 5).registers(A, true, "0", Map.of(0L, 5L, 1L, 0L, 7L, 0L));
        var phantom = workload().write(0, 5).registers(A, true, "0,3", Map.of(0L, 5L, 1L, 0L));
        var rejected = workload()
                .write(0, 5)
                .operation(Kind.WRITE, REJECTED, 0, 6)
                .registers(A, true, "0-1", Map.of(0L, 6L, 1L, 0L));
        var covered = workload().write(0, 5).write(0, 6).registers(A, true, "1", Map.of(0L, 6L, 1L, 0L));

        assertThat(right.judgedBy(noRejectedWritePresent()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(changed.judgedBy(noRejectedWritePresent()).evidence())
                .containsExactly("w on a: register 0 = 9, and the last of its writes that are there is 6");
        assertThat(gone.judgedBy(noRejectedWritePresent()).evidence())
                .containsExactly("w on a: register 0 = nothing, and the last of its writes that are there is 5");
        assertThat(added.judgedBy(noRejectedWritePresent()).evidence())
                .containsExactly("w on a: register 7 = 0, which no client made");
        assertThat(phantom.judgedBy(noRejectedWritePresent()).evidence()).containsExactly("w on a: 3");
        assertThat(rejected.judgedBy(noRejectedWritePresent()).evidence()).containsExactly("w on a: 1");
        assertThat(covered.judgedBy(noRejectedWritePresent()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(covered.judgedBy(Guarantees.noAcknowledgedWriteLost()).evidence())
                .singleElement()
                .asString()
                .startsWith("w write 0 = 5:");
    }

    @Test
    void registersOfOldJournalsAreJudgedByTheirLastValues() {
        var unwritten = workload().write(1, 5).found(A, true, "", "", Map.of(1L, 6L), null);
        var rejected = workload()
                .write(1, 5)
                .operation(Kind.WRITE, REJECTED, 1, 6)
                .found(A, true, "", "", Map.of(1L, 6L), null);
        var added = workload().write(1, 5).found(A, true, "", "", Map.of(1L, 5L, 9L, 3L), null);
        var late = workload()
                .write(1, 5)
                .operation(Kind.WRITE, UNKNOWN, 1, 6)
                .found(A, true, "", "", Map.of(1L, 6L, 2L, 0L), null);

        assertThat(unwritten.judgedBy(noRejectedWritePresent()).evidence())
                .containsExactly("w on a: register 1 = 6, which no client wrote");
        assertThat(rejected.judgedBy(noRejectedWritePresent()).evidence())
                .containsExactly("w on a: register 1 = 6, whose write was rejected");
        assertThat(added.judgedBy(noRejectedWritePresent()).evidence())
                .containsExactly("w on a: register 9 = 3, which no client wrote");
        assertThat(late.judgedBy(noRejectedWritePresent()).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void aReadOfTheSurvivorShowsWhatALaterWriteHides() {
        var covered = workload().write(1, 10).on(B).read(1, 0).write(1, 11);
        var asAStandby =
                workload().role(B, STANDBY).write(1, 10).on(B).read(1, 0).write(1, 11);
        var elsewhere = workload().write(1, 10).on(A).read(1, 0).on(B).write(1, 11);
        Map<Long, Long> last = Map.of(1L, 11L);

        assertThat(covered.found(B, true, "", "", last, null).judgedBy(Guarantees.noAcknowledgedWriteLost()))
                .satisfies(verdict -> assertThat(verdict.reason()).contains("1 lost"));
        assertThat(asAStandby
                        .found(B, true, "", "", last, null)
                        .judgedBy(Guarantees.noAcknowledgedWriteLost())
                        .outcome())
                .isEqualTo(Outcome.PASS);
        assertThat(elsewhere
                        .found(B, true, "", "", last, null)
                        .judgedBy(Guarantees.noAcknowledgedWriteLost())
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aWritePastTheForkIsLostThoughALaterOneHidesIt() {
        var history = workload().write(1, 10);
        history.event(new TimelineForked(B, new Timeline(2), Timeline.FIRST, new Lsn(500)))
                .on(B)
                .write(1, 11);

        assertThat(history.found(B, true, "", "", Map.of(1L, 11L), null)
                        .judgedBy(Guarantees.noAcknowledgedWriteLost())
                        .evidence())
                .singleElement()
                .asString()
                .startsWith("w write 1 = 10:");
    }

    @Test
    void eachAccountHoldsWhatTheTransfersThatAreThereLeft() {
        var accounts = new TreeMap<Long, Long>();
        for (long account = 0; account < OperationPlan.ACCOUNTS; account++) {
            accounts.put(account, OperationPlan.OPENING_BALANCE);
        }
        accounts.merge(OperationPlan.transferFrom(0), -1L, Long::sum);
        accounts.merge(OperationPlan.transferTo(0), 1L, Long::sum);
        var right = transfer().found(A, true, "0", "", accounts, 100_000L);
        accounts.merge(5L, 1L, Long::sum);
        accounts.merge(6L, -1L, Long::sum);
        var moved = transfer().found(A, true, "0", "", accounts, 100_000L);
        accounts.put(100L, 0L);
        accounts.remove(7L);
        var remade = transfer().found(A, true, "0", "", accounts, 99_000L);

        assertThat(right.judgedBy(noRejectedWritePresent()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(moved.judgedBy(balancesConserved()).outcome()).isEqualTo(Outcome.PASS);
        assertThat(moved.judgedBy(noRejectedWritePresent()).evidence())
                .containsExactly(
                        "w on a: account 5 holds 1001 instead of 1000", "w on a: account 6 holds 999 instead of 1000");
        assertThat(remade.judgedBy(noRejectedWritePresent()).evidence())
                .hasSize(4)
                .contains(
                        "w on a: account 7 holds nothing instead of 1000", "w on a: account 100, which no client made");
    }

    @Test
    void overNoAcknowledgedOperationNothingHolds() {
        var history = workload().insert(REJECTED).found(A, true, "");

        assertThat(history.judgedBy(noRejectedWritePresent()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(history.judgedBy(noWriteDoneTwice()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(history.judgedBy(noRejectedWritePresent()).reason())
                .isEqualTo("none of the 1 operations of w was acknowledged");
    }

    @Test
    void accountsThatAreGoneAreToldOnlyWhereTheirTransfersAreThere() {
        var gone = transfer().altered(A, "0", Map.of());
        var allGone = transfer().altered(A, "", Map.of());
        var old = transfer().found(A, true, "0");
        var madeUp = transfer().altered(A, "0-9", Map.of());

        assertThat(Ledger.of(gone.read()).get(0).changed())
                .hasSize(OperationPlan.ACCOUNTS)
                .contains("account 7 holds nothing instead of 1000");
        assertThat(Ledger.of(allGone.read()).get(0).changed()).isEmpty();
        assertThat(Ledger.of(old.read()).get(0).changed()).isEmpty();
        assertThat(Ledger.of(madeUp.read()).get(0).changed()).isEmpty();
    }

    @Test
    void aTransferLeavesARowWithTheValueOfItsNumber() {
        var altered = transfer().altered(A, "0", Map.of(0L, 1L));

        assertThat(Ledger.of(altered.read()).get(0).changed())
                .contains("row 0 = 1 instead of " + OperationPlan.rowValue(0));
    }

    @Test
    void rowsWhoseClientsDoNotKnowAreCountedWhereTheyAreThere() {
        var history = workload().insert(UNKNOWN).insert(UNKNOWN).insert(UNKNOWN).insert(ACKNOWLEDGED);

        assertThat(Ledger.of(history.found(A, true, "0,2-3").read()).get(0).unknownPresent())
                .isEqualTo(2);
    }

    private static Written transfer() {
        return history()
                .event(new WorkloadBegan("w", "transfers", 1, 100_000L))
                .operation(Kind.TRANSFER, ACKNOWLEDGED, 0, 1);
    }
}
