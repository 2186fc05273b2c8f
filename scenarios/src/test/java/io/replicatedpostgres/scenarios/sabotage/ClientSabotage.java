package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.scenarios.clients.DriverScenarios;
import io.replicatedpostgres.scenarios.clients.PoolScenarios;
import io.replicatedpostgres.scenarios.clients.SilenceScenarios;
import java.util.List;

/** What keeps clients from finding the new primary, or from being where they should not be. */
final class ClientSabotage {

    private ClientSabotage() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.of(DriverScenarios.class, "aClientThatKnowsAllNodesFindsTheNewPrimary")
                        .invocation(0)
                        .before("clients are refused by the standbys", ClientSabotage::refuse)
                        .failsWith("was not fulfilled within 20 seconds"),
                Sabotage.of(DriverScenarios.class, "readersAreSpreadOverTheStandbys")
                        .before("clients are refused by the standbys", ClientSabotage::refuse)
                        .failsWith("[\"node-1\"]"),
                Sabotage.of(PoolScenarios.class, "aPoolKeepsConnectionsThatCanOnlyRead")
                        .before("the standby is promoted, and takes writes", ClientSabotage::promote)
                        .failsWith("was not fulfilled within 10 seconds"),
                Sabotage.of(SilenceScenarios.class, "repeatingWhatMayHaveBeenDoneDoesItTwice")
                        .faultsHealAtOnce()
                        .failsWith("Expecting code to raise a throwable"));
    }

    private static void refuse(Cluster cluster) {
        cluster.standbys().forEach(standby -> cluster.inject(Faults.clientsCut(standby, Cut.REFUSE)));
    }

    private static void promote(Cluster cluster) {
        Node heir = cluster.standby();
        heir.promote();
        heir.execute("CREATE TABLE written (id int)");
    }
}
