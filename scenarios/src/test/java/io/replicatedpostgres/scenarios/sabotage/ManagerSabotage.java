package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.scenarios.managers.PatroniScenarios;
import java.util.List;

/** What a failover manager is told behind a scenario's back. */
final class ManagerSabotage {

    private ManagerSabotage() {}

    static List<Sabotage> all() {
        return List.of(Sabotage.of(PatroniScenarios.class, "inFailsafeModeTheLeaderGoesOn")
                .before("failsafe_mode is off", cluster -> cluster.manager().configure("failsafe_mode = false"))
                .failsWith("the leader a primary"));
    }
}
