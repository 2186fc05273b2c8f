package io.replicatedpostgres.scenarios.sabotage;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.scenarios.splitbrain.TwinTimelineScenarios;
import io.replicatedpostgres.scenarios.splitbrain.TwoPrimariesScenarios;
import java.util.List;

/** What keeps a second primary from doing harm. */
final class SplitBrainSabotage {

    private static final String TAKES = "[node-1 takes the write: INSERT INTO ledger VALUES (2)]";

    private SplitBrainSabotage() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.of(TwoPrimariesScenarios.class, "theRewoundSideLosesItsRow")
                        .before("commits of the old primary wait for its standby", SplitBrainSabotage::synchronous)
                        .failsWith(TAKES),
                Sabotage.of(
                                TwoPrimariesScenarios.class,
                                "withoutStandbySignalTheRewoundNodeIsAPrimaryOnTheSameTimeline")
                        .beside(
                                "the new primary has a standby.signal, which the rewind copies",
                                cluster -> signal(cluster.node("node-2")))
                        .failsWith("expected node-1 to be a primary, but it is: node-1 standby"),
                Sabotage.of(TwoPrimariesScenarios.class, "twoWritersOverwriteEachOthersArchive")
                        .before(
                                "archive_command refuses a different file",
                                cluster -> cluster.nodes().forEach(SplitBrainSabotage::keepArchiveCommand))
                        .failsWith("[failed_count of node-2]"),
                Sabotage.of(TwinTimelineScenarios.class, "twinsLookAlikeToPgRewind")
                        .before("the second one finds the history of the first", SplitBrainSabotage::shareHistory)
                        .failsWith("expected node-3 to be on timeline 2"),
                Sabotage.of(TwinTimelineScenarios.class, "twinsStreamFromEachOtherAndNeverConverge")
                        .before("the second one finds the history of the first", SplitBrainSabotage::shareHistory)
                        .failsWith("expected node-3 to be on timeline 2"));
    }

    static void synchronous(Cluster cluster) {
        cluster.primary().synchronousStandbys("FIRST 1 (*)");
    }

    private static void signal(Node node) {
        if (node.isPrimary()) {
            FailoverSabotage.touchStandbySignal(node);
        }
    }

    private static void keepArchiveCommand(Node node) {
        String guarded = String.valueOf(node.query("SHOW archive_command").get(0));
        node.execute("ALTER SYSTEM SET archive_command = '%s'".formatted(guarded.replace("'", "''")));
    }

    private static void shareHistory(Cluster cluster) {
        Node second = cluster.node("node-3");
        second.execute("ALTER SYSTEM SET restore_command = 'cp \"%s/pg_wal/%%f\" \"%%p\"'"
                .formatted(cluster.node("node-2").dataDirectory()));
        second.execute("SELECT pg_reload_conf()");
    }
}
