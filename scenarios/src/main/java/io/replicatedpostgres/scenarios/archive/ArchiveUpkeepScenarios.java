package io.replicatedpostgres.scenarios.archive;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.scenarios.Segments;
import io.replicatedpostgres.spec.ArchiveMode;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Settings that stop archiving, or remove from an archive what a standby needs. */
@Tag("full")
@Tag("archive")
public class ArchiveUpkeepScenarios {

    /** What comes before the file that the last restartpoint needs is removed; the archive is shared. */
    private static final String CLEANUP =
            "cd ../../archive && for f in *; do test \"$f\" \\< %r && rm -f \"$f\"; done; true";

    @Test
    @Tag("ARC-07")
    @Tag("high")
    @Scenario(
            situation = "archive_command is set. An administrator sets archive_library too, and reloads.",
            expectation = "The library takes over, or the server refuses the setting.",
            reality =
                    "The reload succeeds, and archiving stops: the archiver ends with an error each time it starts, and segments "
                            + "stay in pg_wal. pg_stat_archiver counts no failure; only the log tells. With the setting taken back, all of "
                            + "them are archived. (15 let the library win without a word.)",
            source = "PostgreSQL 16 release notes")
    @EnabledOnPostgres(from = 16)
    @ReplicatedPostgres(archive = ArchiveMode.SHARED)
    void twoWaysToArchiveAreNone(@OnNode("node-1") Node primary) {
        String first = Segments.finish(primary);
        await().untilAsserted(() -> assertThat(primary.archivedFiles()).contains(first));
        LogMark before = primary.log().mark();

        primary.execute("ALTER SYSTEM SET archive_library = 'basic_archive'");
        primary.execute("SELECT pg_reload_conf()");
        String second = Segments.finish(primary);
        Eventually.holds(primary, "two ends of the archiver", () -> ends(primary, before) > 1);

        assertThat(primary.archivedFiles()).doesNotContain(second);
        assertThat(primary.hasFile("pg_wal/archive_status/" + second + ".ready"))
                .isTrue();
        assertThat(primary.query("SELECT failed_count FROM pg_stat_archiver")).containsExactly("0");

        primary.execute("ALTER SYSTEM RESET archive_library");
        primary.execute("SELECT pg_reload_conf()");
        Eventually.says(primary, "SELECT last_archived_wal >= '" + second + "' FROM pg_stat_archiver", "t");
        assertThat(primary.archivedFiles()).contains(second);
    }

    /** How often the archiver has ended. A postmaster that no client wakes may sleep for a minute before it starts the next. */
    private static long ends(Node primary, LogMark before) {
        primary.queryPastLinks("SELECT 1");
        return primary.log().since(before).stream()
                .filter(line -> line.contains("may be set"))
                .count();
    }

    @Test
    @Tag("ARC-09")
    @Tag("critical")
    @Scenario(
            situation =
                    "Two standbys restore from one archive. One of them has an archive_cleanup_command that removes all before "
                            + "%r, as the documentation shows it. The other one is down.",
            expectation = "Only what no standby needs is removed.",
            reality =
                    "%r is the oldest file that this standby needs to start again. It keeps that one and all later ones, and "
                            + "does start again. What the other standby needs is gone: it never catches up.",
            source = "PostgreSQL src/test/recovery/t/002_archiving.pl; documentation, archive_cleanup_command")
    @EnabledOnPostgres(from = 12) // in 11 it is recovery.conf
    @ReplicatedPostgres(standbys = 2, standbysUseSlots = false, archive = ArchiveMode.SHARED)
    void theCleanupOfOneStandbyTakesWhatAnotherNeeds(
            @OnNode("node-1") Node primary, @OnNode("node-2") Node cleaning, @OnNode("node-3") Node away) {
        away.stop();
        String needed = Segments.current(primary);
        Segments.recycle(primary, needed);
        String last = Segments.finish(primary);
        await().untilAsserted(() -> assertThat(primary.archivedFiles()).contains(needed, last));
        cleaning.awaitReplay(primary.currentLsn());
        List<String> archived = primary.archivedFiles();

        cleaning.execute("ALTER SYSTEM SET archive_cleanup_command = '" + CLEANUP + "'");
        cleaning.execute("SELECT pg_reload_conf()");
        Eventually.holds(cleaning, "a cleanup", () -> {
            cleaning.checkpoint();
            return !primary.archivedFiles().contains(needed);
        });

        String oldest = Eventually.only(cleaning, "SELECT redo_wal_file FROM pg_control_checkpoint()");
        assertThat(primary.archivedFiles())
                .containsExactlyElementsOf(archived.stream()
                        .filter(file -> file.compareTo(oldest) >= 0)
                        .toList());
        cleaning.kill();
        cleaning.start();
        cleaning.awaitReplay(primary.currentLsn());

        LogMark started = away.log().mark();
        away.start();
        away.log().await("requested WAL segment " + needed + " has already been removed", started);
    }
}
