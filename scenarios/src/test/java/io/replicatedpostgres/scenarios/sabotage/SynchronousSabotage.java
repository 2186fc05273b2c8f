package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.scenarios.synchronous.TruthTableScenarios;
import io.replicatedpostgres.scenarios.synchronous.WaitingCommitScenarios;
import java.util.List;

/** Makes a synchronous commit wait for no standby. */
final class SynchronousSabotage {

    /** Of the disasters: the primary is cut off, and goes on. */
    private static final int PARTITION_THEN_PROMOTION = 3;

    private SynchronousSabotage() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.of(TruthTableScenarios.class, "on")
                        .invocation(PARTITION_THEN_PROMOTION)
                        .before("no standby is named in synchronous_standby_names", SynchronousSabotage::noStandby)
                        .failsWith("Expecting empty but was"),
                Sabotage.of(WaitingCommitScenarios.class, "aCancelledWaitIsASuccessThatIsLost")
                        .before("no standby is named in synchronous_standby_names", SynchronousSabotage::noStandby)
                        .failsWith("[the commit has returned without waiting]"));
    }

    private static void noStandby(Cluster cluster) {
        cluster.primary().synchronousStandbys("none");
    }
}
