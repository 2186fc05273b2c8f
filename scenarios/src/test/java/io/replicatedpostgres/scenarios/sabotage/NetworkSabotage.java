package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.scenarios.network.DeadLinkScenarios;
import io.replicatedpostgres.scenarios.network.OneWayScenarios;
import java.util.List;

/** What makes a broken network harmless. */
final class NetworkSabotage {

    private NetworkSabotage() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.of(DeadLinkScenarios.class, "withTheDefaultsBothSayStreamingForAMinute")
                        .before("both timeouts are 2 s", cluster -> timeouts(cluster, "2s", "2s"))
                        .failsWith("to be greater than or equal to:\n  59.99S"),
                Sabotage.of(DeadLinkScenarios.class, "withoutTimeoutsNobodyNotices")
                        .before("both timeouts are 2 s", cluster -> timeouts(cluster, "2s", "2s"))
                        .failsWith("[both say streaming]"),
                Sabotage.of(OneWayScenarios.class, "fromThePrimaryItIsTheStandbyThatNotices")
                        .before("the primary's timeout is the shorter one", cluster -> timeouts(cluster, "1s", "4s"))
                        .failsWith("terminating walsender process due to replication timeout"),
                Sabotage.of(OneWayScenarios.class, "fromTheStandbyItIsThePrimaryThatNotices")
                        .faultsHealAtOnce()
                        .failsWith("to be less than"));
    }

    private static void timeouts(Cluster cluster, String sender, String receiver) {
        cluster.nodes()
                .forEach(
                        node -> node.configure("wal_sender_timeout = " + sender, "wal_receiver_timeout = " + receiver));
    }
}
