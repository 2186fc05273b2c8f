package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.plantings.Finder.LOSS;
import static io.replicatedpostgres.plantings.Finder.PROMISES;
import static io.replicatedpostgres.plantings.Finder.TWO_PRIMARIES;
import static io.replicatedpostgres.plantings.HandWritten.A;
import static io.replicatedpostgres.plantings.HandWritten.B;
import static io.replicatedpostgres.plantings.HandWritten.C;
import static io.replicatedpostgres.plantings.HandWritten.inserts;
import static io.replicatedpostgres.plantings.HandWritten.registers;
import static io.replicatedpostgres.plantings.Planting.history;

import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Two primaries, by what the operations prove. */
final class PrimaryPlantings {

    private PrimaryPlantings() {}

    static List<Planting> all() {
        var all = new ArrayList<Planting>(two());
        all.addAll(one());
        return all;
    }

    /** On its own timeline. */
    private static HandWritten from(HandWritten history, NodeRef node, int timeline) {
        return history.on(node).timeline(timeline).inserted(1);
    }

    private static List<Planting> two() {
        HandWritten interleaved = inserts().inserted(1).promoted(B, 1_001).inserted(1);
        from(from(from(interleaved, A, 1), B, 2), A, 1);
        HandWritten unseen = inserts().inserted(1);
        from(from(unseen, B, 2), A, 1);
        HandWritten three = inserts()
                .inserted(1)
                .promoted(B, 1_001)
                .inserted(1)
                .promoted(C, 1_002)
                .inserted(1);
        from(from(three, A, 1), B, 2);
        HandWritten workloads = inserts()
                .inserted(1)
                .began("v", "inserts", null)
                .promoted(B, 1_001)
                .inserted(1);
        from(workloads.of("w"), A, 1);
        HandWritten paused = inserts()
                .inserted(1)
                .role(A, Role.UNRESPONSIVE)
                .at(100)
                .promoted(B, 1_001)
                .inserted(1)
                .at(150);
        from(paused, A, 1).role(A, Role.STOPPED);
        HandWritten late = inserts().inserted(1).at(100).promoted(B, 1_001).at(110);
        from(late, A, 1).at(200).role(A, Role.STOPPED);
        from(late.at(300), B, 2);
        return List.of(
                history(
                                "A9-h",
                                "acknowledgements of a, b, a, b, a interleave",
                                interleaved.survivor().has("0-4"))
                        .foundBy(TWO_PRIMARIES, PROMISES),
                history(
                                "A9-unseen",
                                "they interleave, and the observer saw one primary",
                                unseen.survivor().has("0-2"))
                        .foundBy(TWO_PRIMARIES, PROMISES),
                history(
                                "A9-paused",
                                "a paused primary is resumed after a failover, acknowledges, and is killed before the next look",
                                paused.primary(B, 2).has("0-2"))
                        .foundBy(TWO_PRIMARIES, PROMISES)
                        .unknownTo(LOSS),
                history(
                                "A9-after-promotion",
                                "the old primary acknowledges after the promotion, the new one only when the old one is gone",
                                late.primary(B, 2).has("0,2"))
                        .foundBy(TWO_PRIMARIES, PROMISES)
                        .unknownTo(LOSS),
                history(
                                "N-three",
                                "three primaries, and all of them acknowledge",
                                three.primary(C, 3).has("0-4"))
                        .foundBy(TWO_PRIMARIES, PROMISES)
                        .unknownTo(LOSS),
                history(
                                "N-two-workloads",
                                "the two primaries acknowledge writes of two workloads",
                                workloads
                                        .survivor()
                                        .has("0,2")
                                        .of("v")
                                        .survivor()
                                        .has("1"))
                        .foundBy(TWO_PRIMARIES, PROMISES),
                history(
                                "N-registers-interleave",
                                "two primaries acknowledge writes to registers",
                                registers()
                                        .write(0, 1)
                                        .promoted(B, 1_001)
                                        .write(1, 2)
                                        .on(A)
                                        .timeline(1)
                                        .write(0, 3)
                                        .on(B)
                                        .timeline(2)
                                        .survivor()
                                        .hasWrites("0-2", Map.of(0L, 3L, 1L, 2L)))
                        .foundBy(TWO_PRIMARIES, PROMISES));
    }

    private static List<Planting> one() {
        HandWritten back = inserts()
                .inserted(1)
                .failoverTo(B, 1_001)
                .inserted(1)
                .role(A, Role.STANDBY)
                .at(50);
        back.failoverTo(A, 1_002).inserted(1);
        HandWritten lateAnswer =
                inserts().inserted(1).at(5).takes(20).inserted(1).takes(1);
        lateAnswer.at(10).promoted(B, 1_002).inserted(1).role(A, Role.STOPPED);
        HandWritten rejecting = inserts()
                .inserted(1)
                .promoted(B, 1_001)
                .inserted(1)
                .on(A)
                .timeline(1)
                .insert(REJECTED);
        rejecting.on(B).timeline(2).inserted(1);
        HandWritten reading = registers()
                .write(0, 1)
                .promoted(B, 1_001)
                .write(0, 2)
                .on(A)
                .by(1)
                .read(0, 1)
                .on(B)
                .write(0, 3);
        return List.of(
                history(
                                "N-failover",
                                "a failover, and writes before and after it",
                                inserts()
                                        .inserted(2)
                                        .failoverTo(B, 1_002)
                                        .inserted(2)
                                        .survivor()
                                        .has("0-3"))
                        .held(TWO_PRIMARIES, LOSS, PROMISES),
                history(
                                "N-and-back",
                                "from a to b and back to a",
                                back.survivor().has("0-2"))
                        .held(TWO_PRIMARIES, LOSS, PROMISES),
                history(
                                "N-late-answer",
                                "an answer of the old primary comes after the promotion; it was asked before",
                                lateAnswer.survivor().has("0-2"))
                        .held(TWO_PRIMARIES, LOSS, PROMISES),
                history(
                                "N-fenced",
                                "the old primary is up after the failover, and rejects every write",
                                rejecting.survivor().has("0-1,3"))
                        .held(TWO_PRIMARIES, LOSS, PROMISES),
                history(
                                "N-reads",
                                "the old primary answers reads after the failover, and no writes",
                                reading.survivor().hasWrites("0-1,3", Map.of(0L, 3L, 1L, 0L)))
                        .held(TWO_PRIMARIES, LOSS, PROMISES),
                history(
                                "N-open-at-the-end",
                                "the old primary leaves a commit open; it is answered by neither",
                                inserts()
                                        .inserted(1)
                                        .takes(100)
                                        .insert(Result.UNKNOWN)
                                        .takes(1)
                                        .at(50)
                                        .promoted(B, 1_001)
                                        .inserted(1)
                                        .survivor()
                                        .has("0,2"))
                        .held(TWO_PRIMARIES, LOSS, PROMISES));
    }
}
