package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.journal.Operation.Result.LOCALLY;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.journal.Operation.Result.UNKNOWN;
import static io.replicatedpostgres.plantings.Finder.PROMISES;
import static io.replicatedpostgres.plantings.Finder.RECOVERED;
import static io.replicatedpostgres.plantings.HandWritten.A;
import static io.replicatedpostgres.plantings.HandWritten.inserts;
import static io.replicatedpostgres.plantings.HandWritten.registers;
import static io.replicatedpostgres.plantings.Planting.history;

import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.model.ServerState.Role;
import java.util.ArrayList;
import java.util.List;

/** Times without an acknowledgement, for a limit of one second. */
final class AvailabilityPlantings {

    private AvailabilityPlantings() {}

    static List<Planting> all() {
        var all = new ArrayList<Planting>(tooLong());
        all.addAll(shortEnough());
        return all;
    }

    private static HandWritten every10Ms(HandWritten history, long fromMillis, long toMillis, Result result) {
        for (long at = fromMillis; at < toMillis; at += 10) {
            history.at(at).insert(result);
        }
        return history;
    }

    private static List<Planting> tooLong() {
        HandWritten second = every10Ms(inserts(), 0, 3_000, Result.ACKNOWLEDGED).began("v", "inserts", null);
        return List.of(
                history(
                                "A11-h",
                                "a second workload: 300 rejections in 3 s, none acknowledged",
                                every10Ms(second.state("57P03"), 0, 3_000, REJECTED))
                        .foundBy(RECOVERED)
                        .unknownTo(PROMISES),
                history(
                                "A11-first",
                                "60 s of rejections before the first success",
                                every10Ms(inserts().state("57P03"), 0, 60_000, REJECTED)
                                        .state(null)
                                        .inserted(1)
                                        .survivor()
                                        .has("6000"))
                        .foundBy(RECOVERED)
                        .held(PROMISES),
                history(
                                "A11-silence",
                                "60 s of silence at the end: the clients wait, and nothing is recorded",
                                inserts()
                                        .inserted(1)
                                        .at(60_000)
                                        .ended()
                                        .survivor()
                                        .has("0"))
                        .foundBy(RECOVERED)
                        .held(PROMISES),
                history(
                                "A11-dead",
                                "the primary is dead at the end, and 5 s of attempts fail",
                                every10Ms(
                                                inserts()
                                                        .inserted(1)
                                                        .role(A, Role.STOPPED)
                                                        .state("08001"),
                                                10,
                                                5_000,
                                                REJECTED)
                                        .ended())
                        .foundBy(RECOVERED)
                        .unknownTo(PROMISES),
                history(
                                "N-one-request",
                                "one request that takes 5 s, and is acknowledged",
                                inserts()
                                        .inserted(1)
                                        .takes(5_000)
                                        .inserted(1)
                                        .survivor()
                                        .has("0-1"))
                        .foundBy(RECOVERED)
                        .held(PROMISES),
                history(
                                "N-first-slow",
                                "the first request of all takes 5 s",
                                inserts().takes(5_000).inserted(1).survivor().has("0"))
                        .foundBy(RECOVERED)
                        .held(PROMISES),
                history(
                                "N-unknown-for-long",
                                "for 2 s no client hears whether its commit is done",
                                every10Ms(inserts().inserted(1).state("08006"), 10, 2_000, UNKNOWN)
                                        .state(null)
                                        .inserted(1)
                                        .survivor()
                                        .has("0-200"))
                        .foundBy(RECOVERED)
                        .held(PROMISES),
                history(
                                "N-warned-for-long",
                                "for 2 s every commit comes with a warning that no standby has it",
                                every10Ms(inserts().inserted(1), 10, 2_000, LOCALLY)
                                        .inserted(1)
                                        .survivor()
                                        .has("0-200"))
                        .foundBy(RECOVERED)
                        .held(PROMISES),
                history(
                                "N-reads-only",
                                "reads go on for 3 s, and no write does",
                                registers()
                                        .write(0, 1)
                                        .at(1_000)
                                        .by(1)
                                        .read(0, 1)
                                        .at(2_000)
                                        .read(0, 1)
                                        .at(3_000)
                                        .by(0)
                                        .write(0, 2))
                        .foundBy(RECOVERED)
                        .unknownTo(PROMISES),
                history(
                                "N-one-millisecond",
                                "the outage is one millisecond longer than the limit",
                                inserts()
                                        .inserted(1)
                                        .at(1_001)
                                        .inserted(1)
                                        .survivor()
                                        .has("0-1"))
                        .foundBy(RECOVERED)
                        .held(PROMISES),
                history(
                                "N-second-outage",
                                "two outages, and the second one is too long",
                                inserts()
                                        .inserted(1)
                                        .at(500)
                                        .inserted(1)
                                        .at(3_000)
                                        .inserted(1)
                                        .survivor()
                                        .has("0-2"))
                        .foundBy(RECOVERED)
                        .held(PROMISES));
    }

    private static List<Planting> shortEnough() {
        return List.of(
                history(
                                "B7-h",
                                "the workload is closed during an outage of 0.65 s",
                                every10Ms(inserts().inserted(5).at(10).state("08006"), 10, 660, REJECTED)
                                        .state(null)
                                        .ended()
                                        .survivor()
                                        .has("0-4"))
                        .held(RECOVERED, PROMISES),
                history(
                                "N-at-the-limit",
                                "the outage is exactly as long as the limit",
                                inserts()
                                        .inserted(1)
                                        .at(1_000)
                                        .inserted(1)
                                        .survivor()
                                        .has("0-1"))
                        .held(RECOVERED, PROMISES),
                history(
                                "N-clients-stop",
                                "the clients stop, and the test goes on for a minute",
                                inserts()
                                        .inserted(3)
                                        .ended()
                                        .at(60_000)
                                        .role(A, Role.PRIMARY)
                                        .survivor()
                                        .has("0-2"))
                        .held(RECOVERED, PROMISES),
                history(
                                "N-one-client-hangs",
                                "one client waits 5 s for its answer, and the other one is served",
                                every10Ms(inserts().by(1), 0, 5_000, Result.ACKNOWLEDGED)
                                        .by(0)
                                        .at(0)
                                        .takes(5_000)
                                        .inserted(1)
                                        .survivor()
                                        .has("0-500"))
                        .held(RECOVERED, PROMISES),
                history(
                                "N-too-short-to-know",
                                "the only request is rejected, and the clients stop at once",
                                inserts()
                                        .state("57P03")
                                        .insert(REJECTED)
                                        .ended()
                                        .survivor()
                                        .has(""))
                        .unknownTo(RECOVERED, PROMISES));
    }
}
