package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.scenarios.logical.SubscriberAheadScenarios;
import java.util.List;

/** What keeps a logical subscriber from running ahead. */
final class LogicalSabotage {

    private LogicalSabotage() {}

    static List<Sabotage> all() {
        return List.of(Sabotage.of(SubscriberAheadScenarios.class, "theSubscriberHasWhatTheNewPrimaryNeverHad")
                .before("", cluster -> cluster.primary().synchronousStandbys("FIRST 1 (node-2)"))
                .beside("commits wait for the standby, and the cut heals at once", Cluster::healAll)
                .failsWith("Expecting actual:\n  [\"1\", \"2\"]"));
    }
}
