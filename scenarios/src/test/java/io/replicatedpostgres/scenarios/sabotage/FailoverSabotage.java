package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.scenarios.disk.DiskScenarios;
import io.replicatedpostgres.scenarios.promotion.FailoverScenarios;
import io.replicatedpostgres.scenarios.slots.SlotLifeScenarios;
import java.util.List;

/** What makes a failover lose nothing, and an abandoned slot harmless. */
final class FailoverSabotage {

    private FailoverSabotage() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.of(FailoverScenarios.class, "aDelayedStandbyOpensWithAllItHasReceived")
                        .before(
                                "the delay has no effect",
                                cluster -> cluster.standby().execute("ALTER SYSTEM SET recovery_min_apply_delay = 0"))
                        .failsWith("the standby to be behind what it has received"),
                Sabotage.of(FailoverScenarios.class, "theLaggingStandbyLosesWhatTheFresherOneHas")
                        .faultsHealAtOnce()
                        .failsWith("[rows of the promoted standby]"),
                Sabotage.of(FailoverScenarios.class, "theOldPrimaryComesBackAndTakesWrites")
                        .before(
                                "a standby.signal waits for the old primary's next start",
                                cluster -> touchStandbySignal(cluster.primary()))
                        .failsWith("expected node-1 to be a primary, but it is: node-1 standby"),
                Sabotage.of(FailoverScenarios.class, "aFrozenPrimaryThawsIntoASplitBrain")
                        .before("commits of the old primary wait for its standby", SplitBrainSabotage::synchronous)
                        .failsWith("[node-1 takes the write: INSERT INTO ledger VALUES (2)]"),
                Sabotage.of(SlotLifeScenarios.class, "theNewPrimaryHasNoneOfTheSlots")
                        .before(
                                "the heir has the slots already",
                                cluster -> cluster.node("node-2").createSlot("node_3"))
                        .failsWith("expected node-2 to lack the slot \"node_3\""),
                Sabotage.of(DiskScenarios.class, "anAbandonedSlotFillsTheVolumeOfWal")
                        .before(
                                "max_slot_wal_keep_size is 4MB",
                                cluster -> cluster.primary().configure("max_slot_wal_keep_size = 4MB"))
                        .failsWith("[rounds until the volume is full]"));
    }

    static void touchStandbySignal(Node node) {
        node.execute("COPY (SELECT 1 WHERE false) TO PROGRAM 'touch standby.signal'");
    }
}
