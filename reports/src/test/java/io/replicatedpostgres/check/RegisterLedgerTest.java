package io.replicatedpostgres.check;

import static io.replicatedpostgres.check.Written.A;
import static io.replicatedpostgres.check.Written.history;
import static io.replicatedpostgres.check.Written.workload;
import static io.replicatedpostgres.journal.Operation.Kind.WRITE;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.journal.Operation.Result.LOCALLY;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.journal.Operation.Result.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.journal.WorkloadBegan;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What became of writes to registers, by the page of the node that counts. Two clients have registers 0 and 1. */
class RegisterLedgerTest {

    private static final Map<Long, Long> EMPTY_REGISTERS = Map.of(0L, 0L, 1L, 0L);

    // ---- each write has left a row

    @Test
    void whatOnlyThePrimaryHadIsToldApart() {
        var history = workload().operation(WRITE, LOCALLY, 0, 5).operation(WRITE, LOCALLY, 1, 6);
        Ledger page = page(history.registers(A, true, "1", Map.of(0L, 0L, 1L, 6L)));

        assertThat(page.lost()).isEmpty();
        assertThat(page.locallyLost()).extracting(Operation::value).containsExactly(5L);
        assertThat(page.present()).isEqualTo(1);
    }

    @Test
    void whatNobodyKnowsIsCountedWhereItIsThere() {
        var history = workload()
                .operation(WRITE, UNKNOWN, 0, 5)
                .operation(WRITE, UNKNOWN, 0, 6)
                .operation(WRITE, UNKNOWN, 1, 7);

        assertThat(page(history.registers(A, true, "0,2", Map.of(0L, 5L, 1L, 7L)))
                        .unknownPresent())
                .isEqualTo(2);
        assertThat(page(history).lost()).isEmpty();
    }

    @Test
    void aRejectedWriteThatLeftARowIsAPhantom() {
        var history = workload().operation(WRITE, REJECTED, 0, 5).operation(WRITE, ACKNOWLEDGED, 1, 6);
        Ledger page = page(history.registers(A, true, "0-1", Map.of(0L, 5L, 1L, 6L)));

        assertThat(page.phantom()).hasToString("0");
        assertThat(page.changed()).isEmpty();
    }

    @Test
    void tablesThatAreGoneAreToldAsLostAndAsNothingElse() {
        Ledger page = page(workload().write(0, 5).registers(A, true, "", Map.of()));

        assertThat(page.lost()).hasSize(1);
        assertThat(page.changed()).isEmpty();
    }

    @Test
    void aRegisterThatIsNotThereIsNamed() {
        assertThat(page(workload().write(0, 5).registers(A, true, "0", Map.of()))
                        .changed())
                .containsExactly(
                        "register 0 = nothing, and the last of its writes that are there is 5",
                        "register 1 = nothing, and the last of its writes that are there is 0");
        assertThat(page(workload().write(0, 5).registers(A, true, "", Map.of(0L, 0L)))
                        .changed())
                .containsExactly("register 1 = nothing, and the last of its writes that are there is 0");
    }

    @Test
    void aValueWithoutAWriteIsNamed() {
        assertThat(page(workload().write(0, 5).registers(A, true, "", Map.of(0L, 5L, 1L, 0L)))
                        .changed())
                .containsExactly("register 0 = 5, and the last of its writes that are there is 0");
    }

    @Test
    void aRegisterOfNoClientIsNamed() {
        var history = workload().write(0, 5);

        assertThat(page(history.registers(A, true, "0", Map.of(-1L, 0L, 0L, 5L, 1L, 0L, 2L, 0L)))
                        .changed())
                .containsExactly("register -1 = 0, which no client made", "register 2 = 0, which no client made");
    }

    @Test
    void whereTheClientsAreNotKnownAnyRegisterMayBeTheirs() {
        var unseen = history().write(0, 5).registers(A, true, "0", Map.of(0L, 5L, 9L, 0L));

        assertThat(page(unseen).changed()).isEmpty();
    }

    // ---- journals before version 4 have no such rows

    @Test
    void anOldJournalIsJudgedByTheLastValues() {
        var history = workload()
                .operation(WRITE, LOCALLY, 0, 5)
                .operation(WRITE, LOCALLY, 0, 7)
                .operation(WRITE, UNKNOWN, 1, 6)
                .operation(WRITE, UNKNOWN, 1, 8)
                .operation(WRITE, UNKNOWN, 0, 9);
        Ledger page = page(history.found(A, true, "", "", Map.of(0L, 5L, 1L, 6L), null));

        assertThat(page.locallyLost()).extracting(Operation::value).containsExactly(7L);
        assertThat(page.lost()).isEmpty();
        assertThat(page.unknownPresent()).isEqualTo(1);
        assertThat(page.changed()).isEmpty();
    }

    @Test
    void anOldJournalWithTwoWritesOfOneValueGoesByTheOneThatWasNotRejected() {
        var first = workload().operation(WRITE, REJECTED, 0, 5).operation(WRITE, ACKNOWLEDGED, 0, 5);
        var last = workload().operation(WRITE, ACKNOWLEDGED, 0, 5).operation(WRITE, REJECTED, 0, 5);
        var only = workload().operation(WRITE, REJECTED, 0, 5);

        assertThat(page(first.found(A, true, "", "", Map.of(0L, 5L), null)).changed())
                .isEmpty();
        assertThat(page(last.found(A, true, "", "", Map.of(0L, 5L), null)).changed())
                .isEmpty();
        assertThat(page(only.found(A, true, "", "", Map.of(0L, 5L), null)).changed())
                .containsExactly("register 0 = 5, whose write was rejected");
        assertThat(page(only.found(A, true, "", "", EMPTY_REGISTERS, null)).changed())
                .isEmpty();
    }

    @Test
    void aValueThatNoClientWroteIsNamedEvenWithoutAnyWrite() {
        assertThat(page(workload().found(A, true, "", "", Map.of(0L, 5L, 1L, 0L), null))
                        .changed())
                .containsExactly("register 0 = 5, which no client wrote");
    }

    @Test
    void accountsAreNoRegisters() {
        var history = history().event(new WorkloadBegan("w", "transfers", 2, 1_000L));

        assertThat(RegisterLedger.of(
                                history.read(),
                                history.read().works().iterator().next(),
                                contents(history.found(A, true, "", "", Map.of(0L, 5L), 1_000L)))
                        .changed())
                .isEmpty();
    }

    private static FinalContents contents(Written history) {
        return history.read().works().iterator().next().contents().iterator().next();
    }

    private static Ledger page(Written history) {
        return Ledger.of(history.read()).get(0);
    }
}
