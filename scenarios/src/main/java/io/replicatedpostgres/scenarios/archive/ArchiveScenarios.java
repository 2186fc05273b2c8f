package io.replicatedpostgres.scenarios.archive;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.ArchiveFaults.failing;
import static io.replicatedpostgres.model.DataSize.megabytes;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who archives what, and when it is there. */
@Tag("quick")
@Tag("archive")
public class ArchiveScenarios {

    @Test
    @Tag("ARC-01")
    @Tag("medium")
    @Scenario(
            situation = "archive_mode is on everywhere. The primary archives; its standby is promoted.",
            expectation = "Every server with archive_mode = on archives the WAL it has.",
            reality =
                    "A standby archives nothing while it is one (that takes archive_mode = always). Promoted, it archives, the "
                            + "history of its timeline first.",
            source = "PostgreSQL src/test/recovery/t/020_archive_status.pl")
    @ReplicatedPostgres
    void aStandbyArchivesNothingUntilItIsPromoted(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        String segment = currentSegment(primary);
        primary.writeWal(megabytes(1));
        primary.switchWal();
        awaitArchived(primary, segment);
        cluster.awaitInSync();
        assertThat(standby.archivedFiles()).isEmpty();

        primary.stop();
        standby.promote();

        awaitArchived(standby, "00000002.history");
    }

    @Test
    @Tag("ARC-02")
    @Tag("high")
    @Scenario(
            situation = "archive_command fails for a while, segments are filled meanwhile, and then it works again.",
            expectation = "What was filled meanwhile is missing from the archive.",
            reality = "The server counts the failures, keeps every segment, tries again, and archives all of them.",
            source = "PostgreSQL src/test/recovery/t/020_archive_status.pl")
    @ReplicatedPostgres
    void whatWasFilledWhileTheArchiveFailedIsArchivedAfterwards(Cluster cluster, @OnNode("node-1") Node primary) {
        var segments = new ArrayList<String>();
        cluster.during(failing(primary), () -> {
            for (int i = 0; i < 3; i++) {
                segments.add(currentSegment(primary));
                primary.execute("CREATE TABLE filled_%s AS SELECT generate_series(1, 1000)".formatted(i));
                primary.switchWal();
            }
            await().untilAsserted(() -> assertThat(primary.query("SELECT failed_count > 0 FROM pg_stat_archiver"))
                    .containsExactly("t"));
            assertThat(primary.archivedFiles()).doesNotContainAnyElementsOf(segments);
        });

        segments.forEach(segment -> awaitArchived(primary, segment));
        assertThat(segments).doesNotHaveDuplicates();
    }

    @Test
    @Tag("ARC-10")
    @Tag("high")
    @Scenario(
            situation = "The primary dies with the segment it was writing. Its standby is synchronous.",
            expectation = "With the archive everything can be had back.",
            reality = "The last segment was never archived: what is in it, acknowledged, is with the standby alone.",
            source = "multigres backup_archive_lag")
    @ReplicatedPostgres(synchronousStandbys = "FIRST 1 (node-2)")
    void theLastSegmentOfADeadPrimaryIsInNoArchive(@OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)");
        primary.switchWal();
        primary.execute("INSERT INTO ledger VALUES (1)");
        String last = currentSegment(primary);

        primary.kill();
        standby.promote();

        assertThat(primary.archivedFiles()).doesNotContain(last);
        assertThat(standby.query("SELECT id FROM ledger")).containsExactly("1");
    }

    private static String currentSegment(Node primary) {
        List<?> name = primary.query("SELECT pg_walfile_name(pg_current_wal_insert_lsn())");
        return String.valueOf(name.get(0));
    }

    private static void awaitArchived(Node node, String file) {
        await().untilAsserted(() -> assertThat(node.archivedFiles()).contains(file));
    }
}
