package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.model.Expectation.LOST_WRITES;
import static io.replicatedpostgres.model.Expectation.SPLIT_BRAIN;
import static io.replicatedpostgres.model.Expectation.TAMPERED_ROWS;
import static io.replicatedpostgres.plantings.Finder.CONVERGED;
import static io.replicatedpostgres.plantings.Finder.LOSS;
import static io.replicatedpostgres.plantings.Finder.PHANTOMS;
import static io.replicatedpostgres.plantings.Finder.PROMISES;
import static io.replicatedpostgres.plantings.Finder.SLOTS;
import static io.replicatedpostgres.plantings.Finder.TWO_PRIMARIES;
import static io.replicatedpostgres.plantings.HandWritten.A;
import static io.replicatedpostgres.plantings.HandWritten.B;
import static io.replicatedpostgres.plantings.HandWritten.C;
import static io.replicatedpostgres.plantings.HandWritten.cluster;
import static io.replicatedpostgres.plantings.HandWritten.inserts;
import static io.replicatedpostgres.plantings.Planting.history;

import io.replicatedpostgres.journal.Convergence;
import io.replicatedpostgres.journal.SlotSampled;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.SlotState;
import io.replicatedpostgres.model.SlotState.WalStatus;
import java.time.Duration;
import java.util.List;

/** What a test expects, whether nodes converge, and what slots keep. */
final class RestPlantings {

    private RestPlantings() {}

    static List<Planting> expectations() {
        return List.of(
                history(
                                "A16-lost",
                                "@Expect(LOST_WRITES), and no write is lost",
                                inserts()
                                        .expecting(LOST_WRITES)
                                        .inserted(1)
                                        .survivor()
                                        .has("0"))
                        .foundBy(PROMISES),
                history(
                                "A16-split",
                                "@Expect(SPLIT_BRAIN), and there is one primary",
                                inserts()
                                        .expecting(SPLIT_BRAIN)
                                        .inserted(1)
                                        .survivor()
                                        .has("0"))
                        .foundBy(PROMISES),
                history(
                                "A16-tampered",
                                "@Expect(TAMPERED_ROWS), and every row is right",
                                inserts()
                                        .expecting(TAMPERED_ROWS)
                                        .inserted(1)
                                        .survivor()
                                        .has("0"))
                        .foundBy(PROMISES),
                history(
                                "A16-one-of-two",
                                "@Expect(LOST_WRITES, SPLIT_BRAIN), and only the writes are lost",
                                inserts()
                                        .expecting(LOST_WRITES, SPLIT_BRAIN)
                                        .inserted(2)
                                        .failoverTo(B, 1_001)
                                        .survivor()
                                        .has("0"))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-expected-loss",
                                "@Expect(LOST_WRITES), and a failover takes a row",
                                inserts()
                                        .expecting(LOST_WRITES)
                                        .inserted(2)
                                        .failoverTo(B, 1_001)
                                        .survivor()
                                        .has("0"))
                        .foundBy(LOSS)
                        .held(PROMISES),
                history(
                                "N-expected-split",
                                "@Expect(SPLIT_BRAIN), and two primaries acknowledge",
                                inserts()
                                        .expecting(SPLIT_BRAIN)
                                        .inserted(1)
                                        .promoted(B, 1_001)
                                        .inserted(1)
                                        .on(A)
                                        .timeline(1)
                                        .inserted(1)
                                        .on(B)
                                        .timeline(2)
                                        .survivor()
                                        .has("0-2"))
                        .foundBy(TWO_PRIMARIES)
                        .held(PROMISES),
                history(
                                "N-expected-tampering",
                                "@Expect(TAMPERED_ROWS), and there is a row that no client asked for",
                                inserts()
                                        .expecting(TAMPERED_ROWS)
                                        .inserted(1)
                                        .survivor()
                                        .has("0,7"))
                        .foundBy(PHANTOMS)
                        .held(PROMISES),
                history(
                                "N-something-else",
                                "@Expect(LOST_WRITES): a write is lost as expected, and a row that no client asked for is there",
                                inserts()
                                        .expecting(LOST_WRITES)
                                        .inserted(2)
                                        .failoverTo(B, 1_001)
                                        .survivor()
                                        .has("0,7"))
                        .foundBy(LOSS, PHANTOMS, PROMISES));
    }

    private static Convergence compared(long tookMillis, String... differences) {
        return new Convergence(List.of(A, B), Duration.ofMillis(tookMillis), List.of(differences));
    }

    static List<Planting> convergence() {
        return List.of(
                history(
                                "N-differ",
                                "two nodes differ when they are compared",
                                cluster().event(compared(5, "table t: 52 rows against 0")))
                        .foundBy(CONVERGED),
                history(
                                "N-late",
                                "they are equal after 61 s, and the limit is 60 s",
                                cluster().event(compared(61_000)))
                        .foundBy(CONVERGED),
                history(
                                "N-differ-again",
                                "they were equal once, and differ in the end",
                                cluster().event(compared(5)).at(100).event(compared(5, "table t differs")))
                        .foundBy(CONVERGED),
                history("N-not-compared", "the nodes were not compared", cluster())
                        .unknownTo(CONVERGED),
                history(
                                "N-equal",
                                "they are equal in time",
                                cluster().event(new Convergence(List.of(A, B, C), Duration.ofMillis(5), List.of())))
                        .held(CONVERGED));
    }

    private static SlotSampled slot(long keptMegabytes, WalStatus status) {
        return new SlotSampled(
                new SlotState(A, "b", true, true, null, DataSize.megabytes(keptMegabytes), status, null, null, null));
    }

    static List<Planting> slots() {
        return List.of(
                history(
                                "N-slot-keeps",
                                "a slot kept 65 MB for a moment, and the limit is 64 MB",
                                cluster()
                                        .event(slot(65, WalStatus.EXTENDED))
                                        .at(100)
                                        .event(slot(1, WalStatus.RESERVED)))
                        .foundBy(SLOTS),
                history(
                                "N-slot-lost",
                                "a slot was lost, and made again",
                                cluster().event(slot(1, WalStatus.LOST)).at(100).event(slot(1, WalStatus.RESERVED)))
                        .foundBy(SLOTS),
                history("N-no-slot", "no slot was ever seen", cluster()).unknownTo(SLOTS),
                history(
                                "N-slot-right",
                                "a slot keeps less than the limit",
                                cluster().event(slot(64, WalStatus.RESERVED)))
                        .held(SLOTS));
    }
}
