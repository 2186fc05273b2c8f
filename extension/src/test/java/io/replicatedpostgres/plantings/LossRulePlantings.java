package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.plantings.Finder.LOSS;
import static io.replicatedpostgres.plantings.Finder.PROMISES;
import static io.replicatedpostgres.plantings.Finder.RECOVERED;
import static io.replicatedpostgres.plantings.HandWritten.A;
import static io.replicatedpostgres.plantings.HandWritten.B;
import static io.replicatedpostgres.plantings.HandWritten.inserts;
import static io.replicatedpostgres.plantings.HandWritten.transfers;
import static io.replicatedpostgres.plantings.Planting.history;

import io.replicatedpostgres.journal.ActBegan;
import io.replicatedpostgres.journal.ActEnded;
import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which loss breaks a promise, and which one is said and allowed: by what each commit waited for. */
final class LossRulePlantings {

    private LossRulePlantings() {}

    static List<Planting> all() {
        var all = new ArrayList<Planting>();
        for (String level : List.of("remote_write", "on", "remote_apply")) {
            all.add(pastTheFork(level, true).foundBy(LOSS, PROMISES));
            all.add(pastTheFork(level, false).foundBy(LOSS).saidBy(PROMISES));
        }
        all.add(pastTheFork("local", true).foundBy(LOSS).saidBy(PROMISES));
        all.add(pastTheFork("off", true).foundBy(LOSS).saidBy(PROMISES));
        all.addAll(crashes());
        all.addAll(powerCuts());
        all.addAll(changes());
        all.addAll(others());
        return all;
    }

    private static Planting pastTheFork(String level, boolean standbys) {
        return history(
                "N-fork-%s%s".formatted(level, standbys ? "-sync" : ""),
                "a failover takes a row: synchronous_commit = %s, %s synchronous standbys"
                        .formatted(level, standbys ? "with" : "without"),
                inserts()
                        .waitsFor(level, standbys)
                        .inserted(2)
                        .failoverTo(B, 1_001)
                        .inserted(1)
                        .survivor()
                        .has("0,2"));
    }

    private static List<Planting> crashes() {
        return List.of(
                history(
                                "N-crash-off",
                                "synchronous_commit = off, the primary is killed and started again: the last row is gone",
                                killed("off").survivor().has("0"))
                        .foundBy(LOSS)
                        .saidBy(PROMISES),
                history(
                                "N-crash-local",
                                "synchronous_commit = local, the primary is killed and started again: the last row is gone",
                                killed("local").survivor().has("0"))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-crash-on",
                                "synchronous_commit = on, the primary is killed and started again: the last row is gone",
                                killed("on").survivor().has("0"))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-crash-late",
                                "synchronous_commit = off, the primary is killed 40 s after the row that is gone",
                                inserts()
                                        .waitsFor("off", false)
                                        .inserted(2)
                                        .at(40_000)
                                        .role(A, Role.STOPPED)
                                        .role(A, Role.PRIMARY)
                                        .survivor()
                                        .has("0"))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-crash-before-the-fork",
                                "synchronous_commit = off, the primary is killed, b has the row and is promoted, and the row is gone",
                                inserts()
                                        .waitsFor("off", false)
                                        .inserted(3)
                                        .failoverTo(B, 1_003)
                                        .inserted(1)
                                        .survivor()
                                        .has("1-3"))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-crash-and-fork",
                                "synchronous_commit = off, the primary is killed and started again, then b is promoted: the row is gone",
                                killed("off")
                                        .inserted(2)
                                        .at(100)
                                        .failoverTo(B, 1_010)
                                        .inserted(1)
                                        .survivor()
                                        .has("0,2-4"))
                        .foundBy(LOSS)
                        .saidBy(PROMISES),
                history(
                                "N-stop-off",
                                "synchronous_commit = off, the primary is stopped in order: the last row is gone",
                                downBy("off", new ActBegan(1, "stop", A, "FAST")))
                        .foundBy(LOSS, PROMISES));
    }

    private static List<Planting> powerCuts() {
        return List.of(
                history(
                                "N-power-remote-write",
                                "remote_write, the power of the standby is cut, and it is promoted: the last row is gone",
                                heirWithoutPower("remote_write", B, 0))
                        .foundBy(LOSS)
                        .saidBy(PROMISES),
                history(
                                "N-power-on",
                                "synchronous_commit = on, the power of the standby is cut, and it is promoted: the last row is gone",
                                heirWithoutPower("on", B, 0))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-power-elsewhere",
                                "remote_write, the power of the primary alone is cut, and the standby is promoted: the last row is gone",
                                heirWithoutPower("remote_write", A, 0))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-power-late",
                                "remote_write, the power of the standby is cut 40 s after the row that is gone",
                                heirWithoutPower("remote_write", B, 40_000))
                        .foundBy(LOSS, PROMISES, RECOVERED),
                history(
                                "N-power-primary",
                                "synchronous_commit = on, the power of the primary is cut, it is started again: the last row is gone",
                                downBy("on", new ActBegan(1, "cut power", A, "")))
                        .foundBy(LOSS, PROMISES));
    }

    /** The primary goes down within an act of the test and is a primary again, without its last row. */
    private static HandWritten downBy(String level, ActBegan act) {
        return inserts()
                .waitsFor(level, false)
                .inserted(2)
                .event(act)
                .role(A, Role.STOPPED)
                .event(new ActEnded(1, Outcome.OK, null))
                .role(A, Role.PRIMARY)
                .survivor()
                .has("0");
    }

    private static HandWritten heirWithoutPower(String level, NodeRef whose, long laterMillis) {
        HandWritten inserted = inserts().waitsFor(level, true).inserted(2);
        return (laterMillis == 0 ? inserted : inserted.at(laterMillis))
                .event(new ActBegan(1, "cut power", whose, ""))
                .event(new ActEnded(1, Outcome.OK, null))
                .failoverTo(B, 1_001)
                .inserted(1)
                .survivor()
                .has("0,2");
    }

    private static HandWritten killed(String level) {
        return inserts()
                .waitsFor(level, false)
                .inserted(2)
                .role(A, Role.STOPPED)
                .role(A, Role.PRIMARY);
    }

    private static List<Planting> changes() {
        return List.of(
                history(
                                "B6-h",
                                "the test withdraws the synchronous standbys, then a row is acknowledged, then a failover takes it",
                                inserts()
                                        .event(new Expectations(true, List.of()))
                                        .waitsFor("on", true)
                                        .inserted(1)
                                        .event(new ActBegan(1, "synchronous standbys", A, "none"))
                                        .event(new ActEnded(1, Outcome.OK, null))
                                        .waitsFor("on", false)
                                        .at(10)
                                        .inserted(1)
                                        .failoverTo(B, 1_001)
                                        .survivor()
                                        .has("0"))
                        .foundBy(LOSS)
                        .saidBy(PROMISES),
                history(
                                "B6-while",
                                "a row is acknowledged while the synchronous standbys are being withdrawn, and a failover takes it",
                                inserts()
                                        .waitsFor("on", true)
                                        .event(new ActBegan(1, "synchronous standbys", A, "none"))
                                        .inserted(1)
                                        .event(new ActEnded(1, Outcome.OK, null))
                                        .failoverTo(B, 900)
                                        .inserted(1)
                                        .survivor()
                                        .has("1"))
                        .foundBy(LOSS)
                        .saidBy(PROMISES),
                history(
                                "B6-before",
                                "a row waited for the standbys, they are withdrawn later, and a failover takes that row",
                                inserts()
                                        .waitsFor("on", true)
                                        .inserted(1)
                                        .at(10)
                                        .event(new ActBegan(1, "synchronous standbys", A, "none"))
                                        .event(new ActEnded(1, Outcome.OK, null))
                                        .failoverTo(B, 900)
                                        .survivor()
                                        .has(""))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-configure-elsewhere",
                                "a row waits for the standbys while a standby and an unrelated setting are configured; a failover takes it",
                                inserts()
                                        .waitsFor("on", true)
                                        .event(new ActBegan(1, "configure", B, "synchronous_commit = off"))
                                        .event(new ActBegan(2, "configure", A, "work_mem = 1MB"))
                                        .inserted(1)
                                        .event(new ActEnded(1, Outcome.OK, null))
                                        .event(new ActEnded(2, Outcome.OK, null))
                                        .failoverTo(B, 900)
                                        .inserted(1)
                                        .survivor()
                                        .has("1"))
                        .foundBy(LOSS, PROMISES),
                history(
                                "B6-given",
                                "synchronous standbys are set during the test; a failover takes one row of before and one of after",
                                inserts()
                                        .inserted(1)
                                        .at(10)
                                        .waitsFor("on", true)
                                        .inserted(1)
                                        .failoverTo(B, 900)
                                        .survivor()
                                        .has(""))
                        .foundBy(LOSS, PROMISES));
    }

    private static List<Planting> others() {
        return List.of(
                history(
                                "N-before-the-fork",
                                "a failover, and a row is gone that lies before the fork",
                                inserts()
                                        .inserted(3)
                                        .failoverTo(B, 1_002)
                                        .inserted(1)
                                        .survivor()
                                        .has("1-3"))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-sync-three-forks",
                                "a row that a synchronous standby had confirmed is gone after three failovers",
                                inserts()
                                        .waitsFor("remote_apply", true)
                                        .inserted(1)
                                        .failoverTo(B, 900)
                                        .inserted(1)
                                        .failoverTo(A, 1_002)
                                        .inserted(1)
                                        .failoverTo(B, 1_003)
                                        .survivor()
                                        .has("1-2"))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-old-promise",
                                "an old journal: the spec has synchronous standbys, and a failover takes a row",
                                inserts()
                                        .event(new Expectations(true, List.of()))
                                        .waitNotRecorded()
                                        .inserted(2)
                                        .failoverTo(B, 1_001)
                                        .survivor()
                                        .has("0"))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-old-asynchronous",
                                "an old journal: the spec has no synchronous standbys, and a failover takes a row",
                                inserts()
                                        .event(new Expectations(false, List.of()))
                                        .waitNotRecorded()
                                        .inserted(2)
                                        .failoverTo(B, 1_001)
                                        .survivor()
                                        .has("0"))
                        .foundBy(LOSS)
                        .saidBy(PROMISES),
                history(
                                "N-transfer-sync",
                                "a failover takes a transfer that a synchronous standby had confirmed",
                                transfers()
                                        .waitsFor("on", true)
                                        .transfer(ACKNOWLEDGED)
                                        .transfer(ACKNOWLEDGED)
                                        .failoverTo(B, 1_001)
                                        .survivor()
                                        .hasTransfers("0", Map.of()))
                        .foundBy(LOSS, PROMISES));
    }
}
