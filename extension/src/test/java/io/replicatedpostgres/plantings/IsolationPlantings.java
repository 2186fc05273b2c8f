package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.plantings.Finder.PARALLEL_SNAPSHOTS;
import static io.replicatedpostgres.plantings.Finder.PROMISES;
import static io.replicatedpostgres.plantings.Finder.READ_COMMITTED;
import static io.replicatedpostgres.plantings.Finder.SERIALIZABLE;
import static io.replicatedpostgres.plantings.Finder.SNAPSHOTS;
import static io.replicatedpostgres.plantings.Finder.STRICT_SNAPSHOTS;
import static io.replicatedpostgres.plantings.Planting.history;

import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** For each anomaly a history of transactions that shows it, and one that is as like it as can be and does not. */
final class IsolationPlantings {

    private static final Finder[] ALL = {
        READ_COMMITTED, PARALLEL_SNAPSHOTS, SNAPSHOTS, STRICT_SNAPSHOTS, SERIALIZABLE, PROMISES
    };

    private IsolationPlantings() {}

    static List<Planting> all() {
        var all = new ArrayList<Planting>(forbiddenEverywhere());
        all.addAll(forbiddenToSnapshots());
        all.addAll(forbiddenToSome());
        all.addAll(right());
        return all;
    }

    private static Planting wrong(String id, String title, String... transactions) {
        return history("N-iso-" + id, title, told(transactions));
    }

    private static Planting right(String id, String title, String... transactions) {
        return history("N-iso-" + id + "-not", title, told(transactions))
                .held(READ_COMMITTED, PARALLEL_SNAPSHOTS, SNAPSHOTS, STRICT_SNAPSHOTS, SERIALIZABLE);
    }

    /**
     * A line is a transaction on a, the primary, at REPEATABLE READ: client, from and to, result, steps. As on real servers each that
     * writes leaves a row too, which is there in the end if the transaction was not rejected.
     */
    private static HandWritten told(String... lines) {
        List<Transaction> transactions = IntStream.range(0, lines.length)
                .mapToObj(i -> transaction(i, lines[i].split(" ")))
                .toList();
        HandWritten history =
                HandWritten.cluster().began("w", "list append", null).event(new Transactions("w", transactions));
        var rows = new ArrayList<String>();
        int writes = 0;
        for (Transaction transaction : transactions) {
            if (transaction.steps().stream().anyMatch(step -> step.kind().isWrite())) {
                history.insert(transaction.result());
                if (transaction.result() != Result.REJECTED) {
                    rows.add(String.valueOf(writes));
                }
                writes++;
            }
        }
        return history.survivor().has(String.join(",", rows));
    }

    private static Transaction transaction(long id, String... words) {
        String[] times = words[1].split("-");
        long from = Long.parseLong(times[0]);
        return Transaction.parse(String.format(
                Locale.ROOT,
                "%s %s %s %s %s repeatable_read a primary 1 - - - %s",
                id,
                words[0],
                from,
                Long.parseLong(times[1]) - from,
                words[2].equals("ok") ? "acknowledged" : words[2],
                words[3]));
    }

    private static List<Planting> forbiddenEverywhere() {
        return List.of(
                wrong(
                                "G0",
                                "two transactions overwrote each other, each before the other",
                                "0 0-9 ok a1=1;a2=1",
                                "1 0-9 ok a1=2;a2=2",
                                "2 0-9 ok r1=1,2;r2=2,1")
                        .foundBy(ALL),
                wrong("G1a", "what was rejected is read", "0 0-9 rejected a1=1", "1 0-9 ok r1=1", "2 0-9 ok a2=1")
                        .foundBy(ALL),
                wrong("G1b", "the first of two writes of a transaction is read", "0 0-9 ok a1=1;a1=2", "1 0-9 ok r1=1")
                        .foundBy(ALL),
                wrong("G1c", "two transactions read each other's writes", "0 0-9 ok a1=1;r2=2", "1 0-9 ok a2=2;r1=1")
                        .foundBy(ALL),
                wrong("duplicate", "a list has an element twice", "0 0-9 ok a1=1", "1 0-9 ok r1=1,1")
                        .foundBy(ALL),
                wrong(
                                "order",
                                "two lists of one key, and neither is the beginning of the other",
                                "0 0-9 ok a1=1",
                                "1 0-9 ok a1=2",
                                "2 0-9 ok r1=1",
                                "3 0-9 ok r1=2")
                        .foundBy(ALL),
                wrong("versions", "one version of a register has two values", "0 0-9 ok w1=1@1<0", "1 0-9 ok w1=2@1<0")
                        .foundBy(ALL),
                wrong(
                                "future",
                                "a read of what is written only later",
                                "0 0-9 ok r1=1;r2=",
                                "1 10-20 ok a1=1",
                                "2 0-9 ok a2=1")
                        .foundBy(ALL),
                wrong("internal", "a transaction misses its own write", "0 0-9 ok a1=1;r1=", "1 0-9 ok a2=1")
                        .foundBy(ALL));
    }

    private static List<Planting> forbiddenToSnapshots() {
        return List.of(
                wrong("P2", "a list is read twice, and has changed", "0 0-9 ok a1=1", "1 0-9 ok r1=;r1=1")
                        .held(READ_COMMITTED)
                        .foundBy(PARALLEL_SNAPSHOTS, SNAPSHOTS, STRICT_SNAPSHOTS, SERIALIZABLE, PROMISES),
                wrong(
                                "P4",
                                "two read the same list, and both append to it",
                                "0 0-9 ok r1=;a1=1",
                                "1 0-9 ok r1=;a1=2",
                                "2 0-9 ok r1=1,2")
                        .held(READ_COMMITTED)
                        .foundBy(PARALLEL_SNAPSHOTS, SNAPSHOTS, STRICT_SNAPSHOTS, SERIALIZABLE, PROMISES),
                wrong(
                                "skew",
                                "a reader sees one of two writes of a transaction",
                                "0 0-9 ok a1=1;a2=1",
                                "1 0-9 ok r1=;r2=1")
                        .held(READ_COMMITTED)
                        .foundBy(PARALLEL_SNAPSHOTS, SNAPSHOTS, STRICT_SNAPSHOTS, SERIALIZABLE, PROMISES));
    }

    private static List<Planting> forbiddenToSome() {
        return List.of(
                wrong(
                                "fork",
                                "two readers disagree about which of two transactions came first",
                                "0 0-9 ok a1=1",
                                "1 0-9 ok a2=2",
                                "2 0-9 ok r1=1;r2=",
                                "3 0-9 ok r1=;r2=2")
                        .held(READ_COMMITTED, PARALLEL_SNAPSHOTS)
                        .foundBy(SNAPSHOTS, STRICT_SNAPSHOTS, SERIALIZABLE, PROMISES),
                wrong(
                                "stale",
                                "a write that was acknowledged is missed by a transaction that began afterwards",
                                "0 0-9 ok a1=1",
                                "1 10-20 ok r1=",
                                "2 15-30 ok r1=1;a2=1")
                        .held(READ_COMMITTED, PARALLEL_SNAPSHOTS, SNAPSHOTS, SERIALIZABLE)
                        .foundBy(STRICT_SNAPSHOTS),
                wrong("G2", "two transactions miss each other's writes", "0 0-9 ok a1=1;r2=", "1 0-9 ok a2=1;r1=")
                        .held(READ_COMMITTED, PARALLEL_SNAPSHOTS, SNAPSHOTS, STRICT_SNAPSHOTS)
                        .foundBy(SERIALIZABLE));
    }

    private static List<Planting> right() {
        return List.of(
                right(
                        "G0",
                        "two transactions write the same two lists, one behind the other",
                        "0 0-9 ok a1=1;a2=1",
                        "1 0-9 ok a1=2;a2=2",
                        "2 0-9 ok r1=1,2;r2=1,2"),
                right(
                        "G1a",
                        "a write that no client was told of is read",
                        "0 0-9 unknown a1=1",
                        "1 0-9 ok r1=1",
                        "2 0-9 ok a2=1"),
                right("G1b", "both writes of a transaction are read", "0 0-9 ok a1=1;a1=2", "1 0-9 ok r1=1,2"),
                right("G1c", "one of two transactions reads the other one", "0 0-9 ok a1=1;r2=", "1 0-9 ok a2=2;r1=1"),
                right(
                        "order",
                        "one list is the beginning of the other",
                        "0 0-9 ok a1=1",
                        "1 0-9 ok a1=2",
                        "2 0-9 ok r1=1",
                        "3 0-9 ok r1=1,2"),
                right(
                        "versions",
                        "a register is overwritten twice",
                        "0 0-9 ok w1=1@1<0",
                        "1 0-9 unknown w1=2",
                        "2 0-9 ok w1=3@3<2"),
                right("future", "a read of what is written at the same time", "0 0-10 ok r1=1", "1 9-20 ok a1=1"),
                right("internal", "a transaction reads its own write", "0 0-9 ok a1=1;r1=1", "1 0-9 ok a2=1"),
                right(
                        "P2",
                        "a list is read twice, and has grown by an own write",
                        "0 0-9 ok r1=;a1=1;r1=1",
                        "1 0-9 ok a2=1"),
                right("P4", "the second one read what the first one wrote", "0 0-9 ok r1=;a1=1", "1 0-9 ok r1=1;a1=2"),
                right(
                        "fork",
                        "two readers agree about which of two transactions came first",
                        "0 0-9 ok a1=1",
                        "1 0-9 ok a2=2",
                        "2 0-9 ok r1=1;r2=",
                        "3 0-9 ok r1=1;r2=2"),
                right(
                        "stale",
                        "a write that was under way is missed",
                        "0 0-11 ok a1=1",
                        "1 10-20 ok r1=",
                        "2 15-30 ok r1=1"),
                right(
                        "G2",
                        "one of two transactions sees the other's write",
                        "0 0-9 ok r2=;a1=1",
                        "1 0-9 ok r1=1;a2=1"));
    }
}
