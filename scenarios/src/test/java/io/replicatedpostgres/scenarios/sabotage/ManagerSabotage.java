package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.scenarios.managers.PatroniStoreScenarios;
import io.replicatedpostgres.scenarios.managers.PgAutoFailoverMonitorScenarios;
import io.replicatedpostgres.scenarios.managers.PgAutoFailoverScenarios;
import io.replicatedpostgres.scenarios.managers.RepmgrAgentScenarios;
import java.util.List;

/** What a failover manager is told behind a scenario's back. */
final class ManagerSabotage {

    private ManagerSabotage() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.of(PatroniStoreScenarios.class, "inFailsafeModeTheLeaderGoesOn")
                        .before(
                                "failsafe_mode is off",
                                cluster -> cluster.manager().configure("failsafe_mode = false"))
                        .failsWith("the leader a primary"),
                Sabotage.of(RepmgrAgentScenarios.class, "withoutAgentsNobodyIsPromoted")
                        .beside("the agents of the standbys are started again", ManagerSabotage::startAgents)
                        .failsWith("no standby is promoted"),
                Sabotage.of(RepmgrAgentScenarios.class, "withAConsensusNobodyIsPromoted")
                        .before(
                                "primary_visibility_consensus is off",
                                cluster -> cluster.manager().configure("primary_visibility_consensus = false"))
                        .failsWith("one primary"),
                Sabotage.of(PgAutoFailoverScenarios.class, "aPrimaryThatIsCutOffAcknowledgesNothing")
                        .before("commits of the primary wait for no standby", ManagerSabotage::waitForNoStandby)
                        .failsWith("no acknowledged write lost"),
                Sabotage.of(PgAutoFailoverMonitorScenarios.class, "withoutItsMonitorNobodyIsPromoted")
                        .faultsHealAtOnce()
                        .failsWith("no standby is promoted"),
                Sabotage.of(PgAutoFailoverScenarios.class, "withOneOfThreeLeftNobodyIsPromoted")
                        .beside(
                                "the standby that died is started again",
                                cluster -> cluster.node("node-3").start())
                        .failsWith("no standby is promoted"));
    }

    private static void waitForNoStandby(Cluster cluster) {
        Node primary = cluster.manager().awaitLeader();
        primary.execute("ALTER SYSTEM SET synchronous_commit = local");
        primary.execute("SELECT pg_reload_conf()");
    }

    private static void startAgents(Cluster cluster) {
        cluster.standbys().forEach(Node::start);
    }
}
