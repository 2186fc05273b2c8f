package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.journal.Operation.Result.UNKNOWN;
import static io.replicatedpostgres.plantings.Finder.BALANCES;
import static io.replicatedpostgres.plantings.Finder.LOSS;
import static io.replicatedpostgres.plantings.Finder.PHANTOMS;
import static io.replicatedpostgres.plantings.Finder.PROMISES;
import static io.replicatedpostgres.plantings.Finder.TWICE;
import static io.replicatedpostgres.plantings.HandWritten.B;
import static io.replicatedpostgres.plantings.HandWritten.inserts;
import static io.replicatedpostgres.plantings.HandWritten.registers;
import static io.replicatedpostgres.plantings.HandWritten.transfers;
import static io.replicatedpostgres.plantings.Planting.history;

import io.replicatedpostgres.journal.OperationPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rows and values that no client wrote, that were rejected, or that are there twice. */
final class ValuePlantings {

    private ValuePlantings() {}

    static List<Planting> all() {
        var all = new ArrayList<Planting>();
        all.addAll(rows());
        all.addAll(values());
        all.addAll(accounts());
        all.addAll(twice());
        return all;
    }

    private static List<Planting> rows() {
        return List.of(
                history(
                                "N-rejected-row",
                                "a row whose insert was rejected is there",
                                inserts()
                                        .inserted(1)
                                        .insert(REJECTED)
                                        .survivor()
                                        .has("0-1"))
                        .foundBy(PHANTOMS, PROMISES)
                        .held(LOSS),
                history(
                                "N-new-row",
                                "a row that no client asked for",
                                inserts().inserted(1).survivor().has("0,7"))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "N-new-row-standby",
                                "a row that no client asked for, on a standby alone",
                                inserts()
                                        .inserted(1)
                                        .survivor()
                                        .has("0")
                                        .standby(B)
                                        .has("0,7"))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "N-rejected-two-phase",
                                "a two-phase commit that was rolled back is there",
                                inserts()
                                        .twoPhase(ACKNOWLEDGED)
                                        .twoPhase(REJECTED)
                                        .survivor()
                                        .has("0-1"))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "N-rejected-transfer",
                                "a transfer that was rejected is there, and the accounts have it",
                                transfers()
                                        .transfer(ACKNOWLEDGED)
                                        .transfer(REJECTED)
                                        .survivor()
                                        .hasTransfers("0-1", Map.of()))
                        .foundBy(PHANTOMS, PROMISES)
                        .held(BALANCES),
                history(
                                "B9-h",
                                "a proxy answered a COMMIT with an error of its own: the client does not know, and the row is there",
                                inserts()
                                        .inserted(1)
                                        .state("08P01")
                                        .insert(UNKNOWN)
                                        .state(null)
                                        .survivor()
                                        .has("0-1"))
                        .held(PHANTOMS, LOSS, PROMISES),
                history(
                                "A12-payload",
                                "the payload of every row is updated behind the workload's back",
                                inserts().inserted(2).survivor().hasAltered("0-1", Map.of(0L, 8L, 1L, 39L)))
                        .foundBy(PHANTOMS, PROMISES)
                        .held(LOSS),
                history(
                                "N-payload-standby",
                                "the payload of one row is another one on a standby",
                                inserts()
                                        .inserted(2)
                                        .survivor()
                                        .has("0-1")
                                        .standby(B)
                                        .hasAltered("0-1", Map.of(1L, 0L)))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "N-payload-right",
                                "a row that looks altered and has the value that its client wrote",
                                inserts().inserted(1).survivor().hasAltered("0", Map.of(0L, OperationPlan.rowValue(0))))
                        .held(PHANTOMS, LOSS, PROMISES));
    }

    private static List<Planting> values() {
        return List.of(
                history(
                                "A12-register",
                                "a register is set to a value that no client wrote",
                                registers()
                                        .write(0, 5)
                                        .write(1, 6)
                                        .survivor()
                                        .hasWrites("0-1", Map.of(0L, 999_999L, 1L, 6L)))
                        .foundBy(PHANTOMS, PROMISES)
                        .held(LOSS),
                history(
                                "A12-new-register",
                                "a register that no client made",
                                registers().write(0, 5).survivor().hasWrites("0", Map.of(0L, 5L, 1L, 0L, 77L, 0L)))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "A12-rejected",
                                "a value whose write was rejected is the last value",
                                registers()
                                        .write(0, 5)
                                        .write(REJECTED, 0, 6)
                                        .survivor()
                                        .hasWrites("0-1", Map.of(0L, 6L, 1L, 0L)))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "A12-rejected-old",
                                "the same in a journal that records only the last values",
                                registers()
                                        .write(0, 5)
                                        .write(REJECTED, 0, 6)
                                        .survivor()
                                        .hasRegisters(Map.of(0L, 6L)))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "N-register-gone",
                                "the row of a register is deleted, and the records of its writes are there",
                                registers().write(0, 5).survivor().hasWrites("0", Map.of(1L, 0L)))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "N-register-zero",
                                "a register is set to 0, as if no client had written it",
                                registers().write(0, 5).survivor().hasWrites("0", Map.of(0L, 0L, 1L, 0L)))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "N-register-negative",
                                "a register is set to a value below 0",
                                registers().write(0, 5).survivor().hasWrites("0", Map.of(0L, -5L, 1L, 0L)))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "N-register-swapped",
                                "two registers have each other's value",
                                registers().write(0, 5).write(1, 6).survivor().hasWrites("0-1", Map.of(0L, 6L, 1L, 5L)))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "N-register-standby",
                                "a register has a value that no client wrote, on a standby alone",
                                registers()
                                        .write(0, 5)
                                        .survivor()
                                        .hasWrites("0", Map.of(0L, 5L, 1L, 0L))
                                        .standby(B)
                                        .hasWrites("0", Map.of(0L, 4L, 1L, 0L)))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "N-write-record",
                                "the record of a write that no client made",
                                registers().write(0, 5).survivor().hasWrites("0,9", Map.of(0L, 5L, 1L, 0L)))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "N-register-unknown",
                                "a register holds a value whose client never heard of the outcome",
                                registers()
                                        .write(0, 5)
                                        .write(UNKNOWN, 0, 6)
                                        .survivor()
                                        .hasWrites("0-1", Map.of(0L, 6L, 1L, 0L)))
                        .held(PHANTOMS, LOSS, PROMISES));
    }

    private static List<Planting> accounts() {
        return List.of(
                history(
                                "A12-accounts",
                                "money is moved between two accounts by SQL: the sum is right",
                                transfers()
                                        .transfer(ACKNOWLEDGED)
                                        .survivor()
                                        .hasTransfers("0", Map.of(5L, 1L, 6L, -1L)))
                        .foundBy(PHANTOMS, PROMISES)
                        .held(BALANCES),
                history(
                                "N-money",
                                "money comes from nowhere",
                                transfers().transfer(ACKNOWLEDGED).survivor().hasTransfers("0", Map.of(5L, 1L)))
                        .foundBy(PHANTOMS, BALANCES, PROMISES),
                history(
                                "N-money-standby",
                                "money is gone on a standby alone",
                                transfers()
                                        .transfer(ACKNOWLEDGED)
                                        .survivor()
                                        .hasTransfers("0", Map.of())
                                        .standby(B)
                                        .hasTransfers("0", Map.of(9L, -3L)))
                        .foundBy(PHANTOMS, BALANCES, PROMISES),
                history(
                                "N-new-account",
                                "an account that was not there at the beginning, without money",
                                transfers().transfer(ACKNOWLEDGED).survivor().hasTransfers("0", Map.of(100L, 0L)))
                        .foundBy(PHANTOMS, PROMISES)
                        .held(BALANCES),
                history(
                                "N-accounts-gone",
                                "the table of the accounts is dropped, and the transfers are there",
                                transfers().transfer(ACKNOWLEDGED).survivor().hasTransfersWithoutAccounts("0"))
                        .foundBy(PHANTOMS, PROMISES)
                        .unknownTo(BALANCES),
                history(
                                "N-accounts-gone-standby",
                                "a standby has the transfers, and none of the accounts",
                                transfers()
                                        .transfer(ACKNOWLEDGED)
                                        .survivor()
                                        .hasTransfers("0", Map.of())
                                        .standby(B)
                                        .hasTransfersWithoutAccounts("0"))
                        .foundBy(PHANTOMS, PROMISES),
                history(
                                "N-half-transfer",
                                "of a transfer the row is there, and the accounts do not have it",
                                transfers()
                                        .transfer(ACKNOWLEDGED)
                                        .survivor()
                                        .hasTransfers("0", Map.of(0L, 1L, 1L, -1L)))
                        .foundBy(PHANTOMS, PROMISES)
                        .held(BALANCES, LOSS));
    }

    private static List<Planting> twice() {
        return List.of(
                history(
                                "N-twice",
                                "a row is there twice",
                                inserts().inserted(2).survivor().has("0-1", "1"))
                        .foundBy(TWICE, PROMISES),
                history(
                                "N-twice-standby",
                                "a row is there twice on a standby alone",
                                inserts()
                                        .inserted(2)
                                        .survivor()
                                        .has("0-1")
                                        .standby(B)
                                        .has("0-1", "0"))
                        .foundBy(TWICE, PROMISES),
                history(
                                "N-twice-unknown",
                                "a write whose client never heard of it is there twice",
                                inserts().inserted(1).insert(UNKNOWN).survivor().has("0-1", "1"))
                        .foundBy(TWICE, PROMISES),
                history(
                                "N-twice-behind",
                                "a row is there twice on a standby that has not caught up",
                                inserts()
                                        .inserted(2)
                                        .survivor()
                                        .has("0-1")
                                        .behind(B)
                                        .has("0", "0"))
                        .foundBy(TWICE, PROMISES));
    }
}
