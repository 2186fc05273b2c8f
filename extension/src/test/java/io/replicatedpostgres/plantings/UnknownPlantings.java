package io.replicatedpostgres.plantings;

import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.plantings.Finder.BALANCES;
import static io.replicatedpostgres.plantings.Finder.LOSS;
import static io.replicatedpostgres.plantings.Finder.PHANTOMS;
import static io.replicatedpostgres.plantings.Finder.PROMISES;
import static io.replicatedpostgres.plantings.Finder.TWICE;
import static io.replicatedpostgres.plantings.Finder.TWO_PRIMARIES;
import static io.replicatedpostgres.plantings.HandWritten.A;
import static io.replicatedpostgres.plantings.HandWritten.B;
import static io.replicatedpostgres.plantings.HandWritten.cluster;
import static io.replicatedpostgres.plantings.HandWritten.inserts;
import static io.replicatedpostgres.plantings.HandWritten.registers;
import static io.replicatedpostgres.plantings.HandWritten.transfers;
import static io.replicatedpostgres.plantings.Planting.history;

import io.replicatedpostgres.model.ServerState.Role;
import java.util.List;
import java.util.Map;

/** What cannot be known, and must not be green. */
final class UnknownPlantings {

    private static final String DAMAGED = "invalid page in block 0 of relation base/5/16384";

    private UnknownPlantings() {}

    static List<Planting> all() {
        return List.of(
                history(
                                "A4-rejected",
                                "87 operations are rejected and none is acknowledged",
                                rejected(87).survivor().has(""))
                        .unknownTo(LOSS, PHANTOMS, TWICE, PROMISES),
                history(
                                "A4-nothing",
                                "a workload without any operation",
                                inserts().survivor().has(""))
                        .unknownTo(LOSS, PHANTOMS, TWICE, PROMISES),
                history(
                                "A4-corrupt",
                                "the table of the survivor is corrupt and cannot be read",
                                inserts().inserted(3).survivor().isUnreadable(DAMAGED))
                        .unknownTo(LOSS, PHANTOMS, TWICE, PROMISES),
                history(
                                "A4-corrupt-standby",
                                "the survivor has all rows, the table of a standby cannot be read",
                                inserts()
                                        .inserted(3)
                                        .survivor()
                                        .has("0-2")
                                        .standby(B)
                                        .isUnreadable(DAMAGED))
                        .unknownTo(PHANTOMS, TWICE, PROMISES)
                        .held(LOSS),
                history(
                                "A4-unread",
                                "the nodes were not read in the end: the journal is cut off before",
                                inserts().inserted(3))
                        .unknownTo(LOSS, PHANTOMS, TWICE, PROMISES),
                history(
                                "A4-two-left",
                                "two primaries in the end, each with all rows of its own: none counts",
                                inserts()
                                        .inserted(1)
                                        .promoted(B, 1_001)
                                        .inserted(1)
                                        .primary(A, 1)
                                        .has("0")
                                        .primary(B, 2)
                                        .has("0-1"))
                        .unknownTo(LOSS, PROMISES)
                        .held(PHANTOMS, TWICE, TWO_PRIMARIES),
                history(
                                "A4-standbys",
                                "no primary in the end: only standbys were read",
                                inserts()
                                        .inserted(2)
                                        .role(A, Role.STOPPED)
                                        .standby(B)
                                        .has("0-1"))
                        .unknownTo(LOSS, PROMISES)
                        .held(PHANTOMS, TWICE),
                history(
                                "N-one-unread",
                                "of two workloads one was read in the end, and the other was not",
                                inserts()
                                        .inserted(1)
                                        .survivor()
                                        .has("0")
                                        .began("v", "inserts", null)
                                        .inserted(1))
                        .unknownTo(LOSS, PHANTOMS, TWICE, PROMISES),
                history(
                                "N-one-rejected",
                                "of two workloads one was right, and the other got nothing but rejections",
                                inserts()
                                        .inserted(1)
                                        .survivor()
                                        .has("0")
                                        .began("v", "inserts", null)
                                        .insert(REJECTED)
                                        .survivor()
                                        .has(""))
                        .unknownTo(LOSS, PHANTOMS, TWICE, PROMISES),
                history(
                                "N-worst-wins",
                                "of two workloads one was not read, and the other lost a row",
                                inserts()
                                        .inserted(1)
                                        .survivor()
                                        .has("")
                                        .began("v", "inserts", null)
                                        .inserted(1))
                        .foundBy(LOSS, PROMISES),
                history(
                                "N-registers-unread",
                                "registers that were not read in the end",
                                registers().write(0, 1))
                        .unknownTo(LOSS, PHANTOMS, TWICE, PROMISES),
                history(
                                "N-uncounted",
                                "accounts that could not be counted on the survivor",
                                transfers().transfer(ACKNOWLEDGED).survivor().isUnreadable(DAMAGED))
                        .unknownTo(BALANCES, LOSS, PHANTOMS, TWICE, PROMISES),
                history(
                                "N-uncounted-here",
                                "accounts that were counted on a standby alone",
                                transfers()
                                        .transfer(ACKNOWLEDGED)
                                        .survivor()
                                        .isUnreadable(DAMAGED)
                                        .standby(B)
                                        .hasTransfers("0", Map.of()))
                        .unknownTo(BALANCES, LOSS, PHANTOMS, TWICE, PROMISES),
                history(
                                "N-two-without-work",
                                "two primaries at once, and no workload",
                                cluster().role(B, Role.PRIMARY).at(100).role(A, Role.STOPPED))
                        .unknownTo(TWO_PRIMARIES));
    }

    private static HandWritten rejected(int times) {
        HandWritten history = inserts().on(A).state("25006");
        for (int i = 0; i < times; i++) {
            history.insert(REJECTED);
        }
        return history;
    }
}
