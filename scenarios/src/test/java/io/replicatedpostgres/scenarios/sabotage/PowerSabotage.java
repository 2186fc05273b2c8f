package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.scenarios.power.PowerCutScenarios;
import java.util.List;

/** What makes a sync a lie, and what makes one happen where the scenario shows that there is none. */
final class PowerSabotage {

    private PowerSabotage() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.of(PowerCutScenarios.class, "whatWasAcknowledgedSurvives")
                        .before("fsync is off", PowerSabotage::syncNothing)
                        .failsWith("no acknowledged write lost: BROKEN"),
                Sabotage.of(PowerCutScenarios.class, "theRackLosesItsPowerAndTheStandbyHasAll")
                        .before(
                                "fsync is off on the standby",
                                cluster -> cluster.standby().configure("fsync = off"))
                        .failsWith("no acknowledged write lost: BROKEN"),
                Sabotage.of(PowerCutScenarios.class, "aPreparedTransactionSurvives")
                        .before("fsync is off", PowerSabotage::syncNothing)
                        .failsWith("order 1"),
                Sabotage.of(PowerCutScenarios.class, "anAsynchronousCommitIsGone")
                        .before(
                                "the WAL writer is quick",
                                cluster -> cluster.primary().configure("wal_writer_delay = 1ms"))
                        .failsWith("[\"0\"]"));
    }

    private static void syncNothing(Cluster cluster) {
        cluster.primary().configure("fsync = off");
    }
}
