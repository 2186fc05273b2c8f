package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.journal.Operation.Result.LOCALLY;
import static io.replicatedpostgres.journal.Operation.Result.UNKNOWN;
import static io.replicatedpostgres.plantings.Finder.LOSS;
import static io.replicatedpostgres.plantings.Finder.PHANTOMS;
import static io.replicatedpostgres.plantings.Finder.PROMISES;
import static io.replicatedpostgres.plantings.Finder.TWO_PRIMARIES;
import static io.replicatedpostgres.plantings.HandWritten.A;
import static io.replicatedpostgres.plantings.HandWritten.B;
import static io.replicatedpostgres.plantings.HandWritten.C;
import static io.replicatedpostgres.plantings.HandWritten.inserts;
import static io.replicatedpostgres.plantings.HandWritten.registers;
import static io.replicatedpostgres.plantings.HandWritten.transfers;
import static io.replicatedpostgres.plantings.Planting.history;

import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Acknowledged writes that are lost: any workload, any number of failovers, on the survivor and on standbys. */
final class LossPlantings {

    private static final List<NodeRef> HEIRS = List.of(B, C, A, B, C);

    private LossPlantings() {}

    static List<Planting> all() {
        var all = new ArrayList<Planting>();
        all.addAll(covered());
        all.addAll(withoutAnyReason());
        all.addAll(onStandbys());
        all.addAll(ofOtherWorkloads());
        all.addAll(notLost());
        return all;
    }

    private static List<Planting> covered() {
        return List.of(
                history(
                                "A1-h",
                                "a register: 10 acknowledged by a; failover; 11 acknowledged by b, which never had the 10",
                                registers()
                                        .write(0, 10)
                                        .failoverTo(B, 900)
                                        .write(0, 11)
                                        .survivor()
                                        .hasWrites("1", Map.of(0L, 11L, 1L, 0L)))
                        .foundBy(LOSS)
                        .saidBy(PROMISES),
                history(
                                "A1-old",
                                "the same in a journal that records only the last value of each register, and a read of 0 on b",
                                registers()
                                        .write(0, 10)
                                        .failoverTo(B, 900)
                                        .by(1)
                                        .read(0, 0)
                                        .by(0)
                                        .write(0, 11)
                                        .survivor()
                                        .hasRegisters(Map.of(0L, 11L, 1L, 0L)))
                        .foundBy(LOSS)
                        .saidBy(PROMISES),
                history(
                                "A1-sync",
                                "the same, and the commit of 10 had waited for a synchronous standby",
                                registers()
                                        .waitsFor("on", true)
                                        .write(0, 10)
                                        .failoverTo(B, 900)
                                        .write(0, 11)
                                        .survivor()
                                        .hasWrites("1", Map.of(0L, 11L, 1L, 0L)))
                        .foundBy(LOSS, PROMISES),
                history(
                                "A1-same",
                                "two clients wrote the same value to a register, and only one of the writes is there",
                                registers()
                                        .write(0, 10)
                                        .by(1)
                                        .write(0, 10)
                                        .survivor()
                                        .hasWrites("1", Map.of(0L, 10L, 1L, 0L)))
                        .foundBy(LOSS, PROMISES),
                history(
                                "A1-middle",
                                "a register: of 1, 2, 3 the write of 2 is gone, without a failover",
                                registers()
                                        .write(0, 1)
                                        .write(0, 2)
                                        .write(0, 3)
                                        .survivor()
                                        .hasWrites("0,2", Map.of(0L, 3L, 1L, 0L)))
                        .foundBy(LOSS, PROMISES),
                history(
                                "A1-back",
                                "a register is set back to an older value, and its writes are all there",
                                registers().write(0, 1).write(0, 2).survivor().hasWrites("0-1", Map.of(0L, 1L, 1L, 0L)))
                        .foundBy(PHANTOMS, PROMISES)
                        .held(LOSS),
                history(
                                "A1-log",
                                "the record of a write to a register is deleted, and its value is still there",
                                registers().write(0, 1).write(0, 2).survivor().hasWrites("0", Map.of(0L, 2L, 1L, 0L)))
                        .foundBy(LOSS, PHANTOMS, PROMISES));
    }

    private static List<Planting> withoutAnyReason() {
        var all = new ArrayList<Planting>();
        for (String level : List.of("off", "local", "remote_write", "on", "remote_apply")) {
            all.add(history(
                            "A2-" + level,
                            "no failover and no crash, synchronous_commit = %s: an acknowledged row is deleted"
                                    .formatted(level),
                            inserts()
                                    .waitsFor(level, false)
                                    .inserted(3)
                                    .survivor()
                                    .has("0,2"))
                    .foundBy(LOSS, PROMISES));
        }
        for (int forks = 0; forks <= HEIRS.size(); forks++) {
            HandWritten history = inserts().inserted(1);
            for (int i = 0; i < forks; i++) {
                history.failoverTo(HEIRS.get(i), 1_001 + i).inserted(1);
            }
            all.add(history(
                            "A3-%s".formatted(forks),
                            "%s lossless failovers, then the last row is deleted on the survivor that wrote it"
                                    .formatted(forks),
                            history.survivor().has(forks == 0 ? "" : "0-%s".formatted(forks - 1)))
                    .foundBy(LOSS, PROMISES));
        }
        all.add(history(
                        "A3-all",
                        "two lossless failovers with synchronous standbys, then every row is deleted",
                        inserts()
                                .waitsFor("on", true)
                                .inserted(3)
                                .failoverTo(B, 1_003)
                                .inserted(3)
                                .failoverTo(A, 1_006)
                                .inserted(3)
                                .survivor()
                                .has(""))
                .foundBy(LOSS, PROMISES));
        all.add(history(
                        "A3-past",
                        "recovery to a point in time: what lies behind the point is gone, and one row before it",
                        inserts()
                                .inserted(4)
                                .failoverTo(A, 1_002)
                                .inserted(1)
                                .survivor()
                                .has("0,4"))
                .foundBy(LOSS, PROMISES));
        all.add(history(
                        "A4-split",
                        "two primaries in the end, and one of them lacks a row of its own",
                        inserts()
                                .inserted(1)
                                .promoted(B, 1_001)
                                .inserted(2)
                                .primary(A, 1)
                                .has("0")
                                .primary(B, 2)
                                .has("0,2"))
                .foundBy(LOSS, PROMISES));
        all.add(history(
                        "A4-dropped",
                        "the table of the workload is dropped",
                        inserts().inserted(5).survivor().has(""))
                .foundBy(LOSS, PROMISES));
        return all;
    }

    private static List<Planting> onStandbys() {
        return List.of(
                history(
                                "A13-h",
                                "a standby that has replayed all lacks rows that the primary has",
                                inserts()
                                        .inserted(3)
                                        .survivor()
                                        .has("0-2")
                                        .standby(B)
                                        .has("1"))
                        .foundBy(LOSS, PROMISES),
                history(
                                "A13-second",
                                "one standby has all rows, the other one lacks one",
                                inserts()
                                        .inserted(3)
                                        .survivor()
                                        .has("0-2")
                                        .standby(B)
                                        .has("0-2")
                                        .standby(C)
                                        .has("0-1"))
                        .foundBy(LOSS, PROMISES),
                history(
                                "A13-register",
                                "a standby that has replayed all lacks a write to a register",
                                registers()
                                        .write(0, 1)
                                        .write(1, 2)
                                        .survivor()
                                        .hasWrites("0-1", Map.of(0L, 1L, 1L, 2L))
                                        .standby(B)
                                        .hasWrites("0", Map.of(0L, 1L, 1L, 0L)))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-behind",
                                "a standby that has not caught up lacks the last row",
                                inserts()
                                        .inserted(3)
                                        .survivor()
                                        .has("0-2")
                                        .behind(B)
                                        .has("0-1"))
                        .held(LOSS, PROMISES),
                history(
                                "N-cascade",
                                "the survivor is a standby of a standby; the second failover takes what only b had",
                                inserts()
                                        .inserted(1)
                                        .failoverTo(B, 1_001)
                                        .inserted(2)
                                        .failoverTo(C, 1_001)
                                        .inserted(1)
                                        .survivor()
                                        .has("0,3"))
                        .foundBy(LOSS)
                        .saidBy(PROMISES));
    }

    private static List<Planting> ofOtherWorkloads() {
        return List.of(
                history(
                                "N-second-workload",
                                "of two workloads the second one lost a row",
                                inserts()
                                        .inserted(1)
                                        .survivor()
                                        .has("0")
                                        .began("v", "inserts", null)
                                        .inserted(1)
                                        .survivor()
                                        .has(""))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-transfer-lost",
                                "a transfer is taken back, and the accounts agree with that",
                                transfers()
                                        .transfer(ACKNOWLEDGED)
                                        .transfer(ACKNOWLEDGED)
                                        .survivor()
                                        .hasTransfers("0", Map.of()))
                        .foundBy(LOSS, PROMISES)
                        .held(PHANTOMS, Finder.BALANCES),
                history(
                                "N-two-phase-lost",
                                "a row of a two-phase commit is gone",
                                inserts()
                                        .twoPhase(ACKNOWLEDGED)
                                        .twoPhase(ACKNOWLEDGED)
                                        .survivor()
                                        .has("0"))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-all-registers",
                                "every write to every register is gone, and the registers with them",
                                registers().write(0, 1).write(1, 2).survivor().hasWrites("", Map.of()))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-old-primary",
                                "after a promotion the old primary acknowledges a row more, and the new one counts",
                                inserts()
                                        .inserted(1)
                                        .promoted(B, 1_001)
                                        .inserted(1)
                                        .on(A)
                                        .timeline(1)
                                        .inserted(1)
                                        .on(B)
                                        .timeline(2)
                                        .inserted(1)
                                        .survivor()
                                        .has("0-1,3"))
                        .foundBy(LOSS, TWO_PRIMARIES, PROMISES));
    }

    private static List<Planting> notLost() {
        return List.of(
                history(
                                "N-locally",
                                "a commit whose wait for the standby was cancelled is gone after the failover: its client was warned",
                                inserts()
                                        .waitsFor("on", true)
                                        .inserted(1)
                                        .insert(LOCALLY)
                                        .failoverTo(B, 1_001)
                                        .inserted(1)
                                        .survivor()
                                        .has("0,2"))
                        .held(LOSS, PROMISES),
                history(
                                "N-unknown-gone",
                                "a write whose client never heard of it is not there",
                                inserts()
                                        .inserted(1)
                                        .state("08006")
                                        .insert(UNKNOWN)
                                        .state(null)
                                        .survivor()
                                        .has("0"))
                        .held(LOSS, PHANTOMS, PROMISES),
                history(
                                "N-unknown-there",
                                "a write whose client never heard of it is there",
                                inserts()
                                        .inserted(1)
                                        .state("08006")
                                        .insert(UNKNOWN)
                                        .state(null)
                                        .survivor()
                                        .has("0-1"))
                        .held(LOSS, PHANTOMS, PROMISES),
                history(
                                "N-lossless",
                                "five failovers that lose nothing",
                                inserts()
                                        .inserted(1)
                                        .failoverTo(B, 1_001)
                                        .inserted(1)
                                        .failoverTo(C, 1_002)
                                        .inserted(1)
                                        .failoverTo(A, 1_003)
                                        .inserted(1)
                                        .failoverTo(B, 1_004)
                                        .inserted(1)
                                        .failoverTo(C, 1_005)
                                        .inserted(1)
                                        .survivor()
                                        .has("0-5")
                                        .standby(A)
                                        .has("0-5"))
                        .held(LOSS, TWO_PRIMARIES, PHANTOMS, PROMISES));
    }
}
