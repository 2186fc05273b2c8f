package io.replicatedpostgres.scenarios.sabotage;

import java.util.List;
import java.util.stream.Stream;

/** Every sabotage there is; one class per theme names them. */
final class Sabotages {

    private Sabotages() {}

    static List<Sabotage> all() {
        return Stream.of(
                        NetworkSabotage.all(),
                        SynchronousSabotage.all(),
                        SplitBrainSabotage.all(),
                        FailoverSabotage.all(),
                        RewindSabotage.all(),
                        LogicalSabotage.all(),
                        ClientSabotage.all(),
                        PowerSabotage.all(),
                        ManagerSabotage.all())
                .flatMap(List::stream)
                .toList();
    }
}
