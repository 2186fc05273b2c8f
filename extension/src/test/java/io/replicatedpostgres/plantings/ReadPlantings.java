package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.journal.Operation.Result.UNKNOWN;
import static io.replicatedpostgres.plantings.Finder.LOSS;
import static io.replicatedpostgres.plantings.Finder.MONOTONIC;
import static io.replicatedpostgres.plantings.Finder.OWN_WRITES;
import static io.replicatedpostgres.plantings.Finder.PROMISES;
import static io.replicatedpostgres.plantings.Finder.STALE;
import static io.replicatedpostgres.plantings.Finder.TAKEN_BACK;
import static io.replicatedpostgres.plantings.HandWritten.B;
import static io.replicatedpostgres.plantings.HandWritten.C;
import static io.replicatedpostgres.plantings.HandWritten.registers;
import static io.replicatedpostgres.plantings.Planting.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads that are invented, stale, go back, miss what their client wrote, or are taken back. */
final class ReadPlantings {

    private static final Finder[] EVERY = {STALE, OWN_WRITES, MONOTONIC, TAKEN_BACK};

    private ReadPlantings() {}

    static List<Planting> all() {
        var all = new ArrayList<Planting>(invented());
        all.addAll(old());
        all.addAll(failing());
        return all;
    }

    /** Register 0 has 2. */
    private static HandWritten written() {
        return registers().write(0, 1).write(0, 2);
    }

    private static HandWritten ends(HandWritten history, String writes, long value) {
        return history.survivor().hasWrites(writes, Map.of(0L, value, 1L, 0L));
    }

    private static List<Planting> invented() {
        return List.of(
                history(
                                "A15-no-writer",
                                "a read of a value that no client wrote",
                                ends(written().by(1).read(0, 7), "0-1", 2))
                        .foundBy(EVERY)
                        .held(LOSS, PROMISES),
                history(
                                "A15-dirty",
                                "a dirty read: of a value whose write was rejected",
                                ends(written().write(REJECTED, 0, 3).by(1).read(0, 3), "0-1", 2))
                        .foundBy(EVERY)
                        .held(LOSS, PROMISES),
                history(
                                "N-future",
                                "a read of a value that is asked for only later",
                                ends(
                                        registers()
                                                .write(0, 1)
                                                .by(1)
                                                .read(0, 2)
                                                .by(0)
                                                .at(50)
                                                .write(0, 2),
                                        "0,2",
                                        2))
                        .foundBy(EVERY),
                history(
                                "N-other-register",
                                "a read of a value that only another register ever had",
                                registers()
                                        .write(0, 5)
                                        .write(1, 6)
                                        .by(1)
                                        .read(0, 6)
                                        .survivor()
                                        .hasWrites("0-1", Map.of(0L, 5L, 1L, 6L)))
                        .foundBy(EVERY),
                history(
                                "N-read-unknown",
                                "a read of a value whose writer never heard of the outcome, and which is there",
                                ends(written().write(UNKNOWN, 0, 3).by(1).read(0, 3), "0-2", 3))
                        .held(EVERY),
                history(
                                "N-one-of-two",
                                "of two workloads the second one reads a value that no client wrote",
                                ends(
                                        ends(written().by(1).read(0, 2), "0-1", 2)
                                                .began("v", "registers", null)
                                                .by(0)
                                                .write(0, 1)
                                                .by(1)
                                                .read(0, 9),
                                        "3",
                                        1))
                        .foundBy(EVERY));
    }

    private static List<Planting> old() {
        return List.of(
                history(
                                "N-stale",
                                "a standby answers with a value that was replaced 2 s before",
                                ends(written().by(1).at(2_500).on(B).read(0, 1), "0-1", 2))
                        .foundBy(STALE)
                        .held(OWN_WRITES, MONOTONIC, TAKEN_BACK),
                history(
                                "N-stale-never",
                                "a standby answers for 2 s as if nothing had been written",
                                ends(written().by(1).at(2_500).on(B).read(0, 0), "0-1", 2))
                        .foundBy(STALE),
                history(
                                "N-fresh-enough",
                                "a standby answers with a value that was replaced half a second before",
                                ends(written().by(1).at(500).on(B).read(0, 1), "0-1", 2))
                        .held(EVERY),
                history(
                                "N-back",
                                "a client reads 2 from one standby and then 1 from the other",
                                ends(written().by(1).on(B).read(0, 2).on(C).read(0, 1), "0-1", 2))
                        .foundBy(MONOTONIC)
                        .held(STALE, OWN_WRITES, TAKEN_BACK),
                history(
                                "N-back-to-nothing",
                                "a client reads 2, and then that no client has written",
                                ends(written().by(1).on(B).read(0, 2).read(0, 0), "0-1", 2))
                        .foundBy(MONOTONIC),
                history(
                                "N-two-readers",
                                "one client reads 2, another one then 1: each for itself goes forward",
                                ends(
                                        written()
                                                .by(1)
                                                .on(B)
                                                .read(0, 2)
                                                .by(2)
                                                .on(C)
                                                .read(0, 1),
                                        "0-1",
                                        2))
                        .held(EVERY),
                history(
                                "N-own-write",
                                "a client does not see what it was told is written",
                                ends(written().on(B).read(0, 1), "0-1", 2))
                        .foundBy(OWN_WRITES)
                        .held(STALE, MONOTONIC, TAKEN_BACK),
                history(
                                "N-own-first-write",
                                "a client does not see its first write",
                                ends(registers().write(0, 5).on(B).read(0, 0), "0", 5))
                        .foundBy(OWN_WRITES),
                history(
                                "B10",
                                "remote_apply with FIRST 1 of two standbys: a client reads its own write on the second one",
                                ends(
                                        registers()
                                                .waitsFor("remote_apply", true)
                                                .write(0, 5)
                                                .on(C)
                                                .read(0, 0),
                                        "0",
                                        5))
                        .foundBy(OWN_WRITES)
                        .held(PROMISES),
                history(
                                "N-taken-back",
                                "what a client read on the old primary is gone after the failover",
                                ends(
                                        written()
                                                .by(1)
                                                .read(0, 2)
                                                .failoverTo(B, 1_001)
                                                .by(0)
                                                .write(0, 3),
                                        "0,3",
                                        3))
                        .foundBy(TAKEN_BACK, LOSS)
                        .saidBy(PROMISES),
                history(
                                "N-taken-back-unacknowledged",
                                "the same of a value that was not acknowledged when it was read: no write is lost",
                                ends(
                                        registers()
                                                .write(0, 1)
                                                .write(UNKNOWN, 0, 2)
                                                .by(1)
                                                .read(0, 2)
                                                .failoverTo(B, 1_001)
                                                .by(0)
                                                .write(0, 3),
                                        "0,3",
                                        3))
                        .foundBy(TAKEN_BACK)
                        .held(LOSS, PROMISES));
    }

    private static List<Planting> failing() {
        return List.of(
                history(
                                "A15-table-gone",
                                "the table is gone on the standby: reads fail with 42P01 after some that were right",
                                ends(
                                        written()
                                                .by(1)
                                                .on(B)
                                                .read(0, 2)
                                                .readFails("42P01")
                                                .readFails("42P01"),
                                        "0-1",
                                        2))
                        .unknownTo(STALE, OWN_WRITES, MONOTONIC),
                history(
                                "A15-all-fail",
                                "every read fails with 42P01",
                                ends(written().by(1).on(B).readFails("42P01"), "0-1", 2))
                        .unknownTo(EVERY),
                history(
                                "N-corrupt-read",
                                "some reads fail because a page is corrupt (XX001)",
                                ends(written().by(1).on(B).read(0, 2).readFails("XX001"), "0-1", 2))
                        .unknownTo(STALE, OWN_WRITES, MONOTONIC),
                history(
                                "N-starting",
                                "some reads fail because the server is starting (57P03)",
                                ends(written().by(1).on(B).read(0, 2).readFails("57P03"), "0-1", 2))
                        .held(EVERY),
                history(
                                "N-conflict",
                                "some reads are cancelled for the sake of replay (40001)",
                                ends(written().by(1).on(B).read(0, 2).readFails("40001"), "0-1", 2))
                        .held(EVERY),
                history("N-no-reads", "a workload that reads nothing", ends(written(), "0-1", 2))
                        .unknownTo(EVERY)
                        .held(LOSS, PROMISES));
    }
}
