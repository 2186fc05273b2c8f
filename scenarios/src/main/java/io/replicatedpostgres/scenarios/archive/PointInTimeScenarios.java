package io.replicatedpostgres.scenarios.archive;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.ArchiveFaults.missing;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.fault.StorageDamages.walSegmentRemoved;
import static io.replicatedpostgres.scenarios.Eventually.says;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.RecoveryTarget;
import io.replicatedpostgres.cluster.TakenBackup;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.scenarios.Segments;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Recovery from an archive: to which rows it comes, and what it does where WAL is missing. */
@Tag("full")
@Tag("archive")
public class PointInTimeScenarios {

    private static final String ROWS = "SELECT string_agg(id::text, ' ' ORDER BY id) FROM ledger";

    @Test
    @Tag("ARC-03")
    @Tag("high")
    @Scenario(
            situation =
                    "A backup is taken. A network partition follows, the standby is promoted, and both primaries write and "
                            + "archive to one archive. Later the rows of the old primary are wanted.",
            expectation = "Once there is a newer timeline, the older one ends where it was left.",
            reality =
                    "One backup leads to either history. recovery_target_timeline = 1 leads to the rows that the old primary "
                            + "wrote after the promotion; latest, which is the default, to those of the new one. No recovery has both.",
            source = "PostgreSQL src/test/recovery/t/028_pitr_timelines.pl; documentation, Timelines")
    @ReplicatedPostgres(standbys = 2, archive = ArchiveMode.SHARED)
    void oneBackupLeadsToEitherTimeline(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir, @OnNode("node-3") Node spare) {
        old.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        cluster.awaitInSync();
        spare.stop();
        TakenBackup backup = spare.takeBackupOf(old, "before-partition");
        heir.awaitReplay(old.currentLsn());

        cluster.during(isolated(old), () -> heir.promote());
        old.execute("INSERT INTO ledger VALUES (11)");
        old.createRestorePoint("wanted");
        heir.execute("INSERT INTO ledger VALUES (22)");
        heir.createRestorePoint("newest");
        archiveAll(old);
        archiveAll(heir);

        spare.recoverTo(RecoveryTarget.name("wanted").onTimeline(new Timeline(1)), backup);
        assertThat(spare.query(ROWS)).containsExactly("1 11");
        spare.stop();
        spare.recoverTo(RecoveryTarget.name("newest"), backup);
        assertThat(spare.query(ROWS)).containsExactly("1 22");
    }

    @Test
    @Tag("ARC-04")
    @Tag("high")
    @Scenario(
            situation =
                    "For a bulk load an administrator sets wal_level = minimal, restarts, loads, and sets it back. Archiving "
                            + "goes on. Then a backup from before the load is recovered.",
            expectation = "Recovery goes on to the end of the archive.",
            reality =
                    "It ends with FATAL where the load began. That WAL does not hold what was loaded. No backup from before "
                            + "the load leads past it: a new one has to be taken after it.",
            source = "PostgreSQL src/test/recovery/t/024_archive_recovery.pl; documentation, wal_level")
    @ReplicatedPostgres(archive = ArchiveMode.SHARED, standbysUseSlots = false)
    void noBackupLeadsPastWalThatHoldsTooLittle(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node spare) {
        spare.stop();
        TakenBackup backup = spare.takeBackupOf(primary, "before-load");
        primary.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        primary.execute("ALTER SYSTEM SET wal_level = minimal");
        primary.execute("ALTER SYSTEM SET archive_mode = off");
        primary.execute("ALTER SYSTEM SET max_wal_senders = 0");
        primary.restart();
        primary.execute("INSERT INTO ledger VALUES (2)");
        primary.execute("ALTER SYSTEM RESET ALL");
        primary.restart();
        primary.createRestorePoint("after the load");

        LogMark begun = spare.log().mark();
        assertThatThrownBy(() -> spare.recoverTo(RecoveryTarget.name("after the load"), backup))
                .isNotNull();

        String why = cluster.version().isAtLeast(14)
                ? "cannot continue recovering"
                : "hot standby is not possible because wal_level was not set";
        assertThat(spare.log().await(why, begun)).contains("FATAL");
        spare.awaitStopped();
    }

    @Test
    @Tag("ARC-05")
    @Tag("critical")
    @Scenario(
            situation =
                    "One segment is missing in the archive. A server recovers from there, and is given no target: it is to "
                            + "recover everything.",
            expectation = "It refuses to start, or says that something is missing.",
            reality =
                    "It takes the gap for the end of WAL, and opens as a primary on the next timeline. What the archive has "
                            + "of later segments is ignored. The log has no error.",
            source = "PostgreSQL documentation, Recovering Using a Continuous Archive Backup")
    @EnabledOnPostgres(from = 12) // in 11 it is recovery.conf
    @ReplicatedPostgres(archive = ArchiveMode.SHARED)
    void aRecoveryWithoutATargetEndsAtTheFirstGap(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node spare) {
        primary.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        spare.stop();
        String gap = threeSegmentsTheSecondOf(primary);
        spare.files().delete("standby.signal");
        spare.files().touch("recovery.signal");

        cluster.during(missing(primary, gap), () -> {
            LogMark begun = spare.log().mark();
            spare.start();
            says(spare, "SELECT pg_is_in_recovery()", "f");
            assertThat(spare.log().since(begun)).noneMatch(line -> line.contains("ERROR") || line.contains("PANIC"));
        });

        assertThat(spare).isOnTimeline(2);
        assertThat(spare.query(ROWS)).containsExactly("1");
        assertThat(primary.query(ROWS)).containsExactly("1 2 3");
    }

    @Test
    @Tag("ARC-05")
    @Tag("medium")
    @Scenario(
            situation = "The same, and the recovery has a target that lies behind the missing segment.",
            expectation = "It ends at the gap and opens.",
            reality =
                    "It does not open: recovery ended before configured recovery target was reached. With the segment back in "
                            + "the archive the same backup comes to the target. Up to 12 it opened at the gap.",
            source = "PostgreSQL 13 release notes")
    @EnabledOnPostgres(from = 13)
    @ReplicatedPostgres(archive = ArchiveMode.SHARED)
    void aTargetBehindTheGapMakesItAnError(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node spare) {
        primary.execute("CREATE TABLE ledger (id int)");
        spare.stop();
        TakenBackup backup = spare.takeBackupOf(primary, "backup");
        String gap = threeSegmentsTheSecondOf(primary);
        primary.createRestorePoint("behind");
        archiveAll(primary);
        RecoveryTarget behind = RecoveryTarget.name("behind");

        LogMark begun = spare.log().mark();
        cluster.during(
                missing(primary, gap),
                () -> assertThatThrownBy(() -> spare.recoverTo(behind, backup)).isNotNull());
        spare.log().await("recovery ended before configured recovery target was reached", begun);
        spare.awaitStopped();

        spare.recoverTo(behind, backup);
        assertThat(spare.query(ROWS)).containsExactly("1 2 3");
    }

    @Test
    @Tag("ARC-05")
    @Tag("high")
    @Scenario(
            situation = "A primary was killed, and the segment with its last checkpoint is not in pg_wal any more.",
            expectation = "It starts with what it has.",
            reality =
                    "It does not start: could not locate a valid checkpoint record. Its data files are of no use without that "
                            + "segment. The standby has every row.",
            source = "PostgreSQL src/test/recovery/t/052_checkpoint_segment_missing.pl")
    @ReplicatedPostgres
    void withoutTheSegmentOfItsCheckpointAServerDoesNotStart(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger (id int)");
        primary.switchWal();
        primary.checkpoint();
        primary.execute("INSERT INTO ledger VALUES (1)");
        cluster.awaitInSync();
        LogMark before = primary.log().mark();
        cluster.inflict(walSegmentRemoved(primary));

        Eventually.dies(primary);

        assertThat(primary.log().await("could not locate a valid checkpoint record", before))
                .containsAnyOf("PANIC", "FATAL");
        standby.promote();
        assertThat(standby.query(ROWS)).containsExactly("1");
    }

    /** Row 1, 2 and 3 in a segment each, which are archived; returns the name of the second one. */
    private static String threeSegmentsTheSecondOf(Node primary) {
        primary.execute("INSERT INTO ledger VALUES (1)");
        Segments.finish(primary);
        primary.execute("INSERT INTO ledger VALUES (2)");
        String second = Segments.finish(primary);
        primary.execute("INSERT INTO ledger VALUES (3)");
        archiveAll(primary);
        return second;
    }

    private static void archiveAll(Node primary) {
        String last = Segments.finish(primary);
        await().untilAsserted(() -> assertThat(primary.archivedFiles()).contains(last));
    }
}
