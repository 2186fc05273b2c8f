package io.replicatedpostgres.scenarios.sabotage;

import static io.replicatedpostgres.model.ProcessKind.CHECKPOINTER;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.ArchiveFaults;
import io.replicatedpostgres.fault.StorageDamages;
import io.replicatedpostgres.scenarios.rewind.RewindRemedyScenarios;
import io.replicatedpostgres.scenarios.rewind.RewoundScenarios;
import java.util.List;

/** What makes a careless rewind work, and a careful one fail. */
final class RewindSabotage {

    private RewindSabotage() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.of(RewindRemedyScenarios.class, "rightAfterAPromotionTheRewindIsANoOpUpTo15")
                        .before("", RewindSabotage::onTo15)
                        .beside(
                                "the new primary has its checkpoint before the old one stops",
                                RewindSabotage::checkpoint)
                        .failsWith("expected: true"),
                Sabotage.of(RewindRemedyScenarios.class, "withoutItsOwnConfigurationTheRewoundNodeIsASecondPrimary")
                        .before(
                                "a standby.signal comes along from the source",
                                cluster -> cluster.primary()
                                        .execute("COPY (SELECT 1 WHERE false) TO PROGRAM 'touch standby.signal'"))
                        .failsWith("Expecting value to be false but was true"),
                Sabotage.of(RewoundScenarios.class, "aRewoundServerIsProvedToBeTheSame")
                        .before("a page that no rewind copies is broken", RewindSabotage::breakAPage)
                        .failsWith("expected no corruption, but pg_amcheck says"));
    }

    /** From 16 on the rewind does the same with and without the checkpoint. */
    private static void onTo15(Cluster cluster) {
        assumeFalse(cluster.version().isAtLeast(16), "PostgreSQL 16 needs no checkpoint after a promotion");
        cluster.inject(ArchiveFaults.hanging(cluster.primary()));
    }

    /** The old primary's stop waits for its archive command, which waits for this. */
    private static void checkpoint(Cluster cluster) {
        Node heir = cluster.node("node-2");
        if (heir.isPrimary()) {
            heir.pause(CHECKPOINTER).close();
            heir.checkpoint();
            cluster.healAll();
        }
    }

    private static void breakAPage(Cluster cluster) {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE broken (id int PRIMARY KEY); INSERT INTO broken VALUES (1)");
        cluster.awaitInSync();
        cluster.inflict(StorageDamages.bitFlipped(primary, "broken"));
        cluster.awaitInSync();
    }
}
