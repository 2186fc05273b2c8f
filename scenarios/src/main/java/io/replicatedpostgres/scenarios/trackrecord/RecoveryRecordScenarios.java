package io.replicatedpostgres.scenarios.trackrecord;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.ArchiveFaults.failing;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.scenarios.Segments;
import io.replicatedpostgres.spec.ArchiveMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Recoveries that did not end, ended too early, or threw away what they should have kept. */
@Tag("quick")
@Tag("trackrecord")
public class RecoveryRecordScenarios {

    /** Below each server's own data directory: nodes on one machine must not share it. */
    private static final String TABLESPACE = "CREATE TABLESPACE far LOCATION '/proc/self/cwd/far'";

    @Test
    @Tag("BUG-12")
    @Tag("critical")
    @EnabledOnPostgres(from = 12)
    @Scenario(
            situation =
                    "A database is made in a tablespace, and both are dropped again. The standby crashes, and replays all of "
                            + "that from its last restartpoint.",
            expectation = "It comes back.",
            reality =
                    "It does. Before 12.12, 13.8 and 14.5 it died each time of the missing directory of the tablespace.",
            source = "PostgreSQL 14.5 release notes")
    @ReplicatedPostgres(archive = ArchiveMode.NONE)
    void aDatabaseInADroppedTablespaceIsReplayed(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.files().makeDirectory("far");
        standby.files().makeDirectory("far");
        primary.execute(TABLESPACE);
        primary.checkpoint();
        cluster.awaitInSync();
        standby.checkpoint();
        primary.execute("CREATE DATABASE shop TABLESPACE far");
        primary.execute("DROP DATABASE shop");
        primary.execute("DROP TABLESPACE far");
        cluster.awaitInSync();

        standby.stop(StopMode.IMMEDIATE);
        standby.start();

        assertThat(standby).isStandby();
        cluster.awaitInSync();
    }

    @Test
    @Tag("BUG-13")
    @Tag("critical")
    @EnabledOnPostgres(from = 12)
    @Scenario(
            situation =
                    "The archive fails while segments are filled. The primary is killed, and comes back. Then the archive works.",
            expectation = "It gets all segments.",
            reality =
                    "It does. Before 12.3 the recovery removed segments that were not archived yet: a gap, behind which no "
                            + "recovery from the archive can go.",
            source = "PostgreSQL 12.3 release notes")
    @ReplicatedPostgres(standbys = 0, settings = "min_wal_size = 2MB")
    void aCrashKeepsWhatIsNotArchivedYet(Cluster cluster, @OnNode("node-1") Node primary) {
        var segments = new ArrayList<String>();
        cluster.during(failing(primary), () -> {
            for (int i = 0; i < 90; i++) {
                segments.add(Segments.finish(primary));
            }
            primary.kill();
            primary.start();
            primary.checkpoint();
        });

        await().untilAsserted(() -> assertThat(primary.archivedFiles())
                .as("segments in the archive")
                .containsAll(segments));
    }

    @Test
    @Tag("BUG-14")
    @Tag("critical")
    @EnabledOnPostgres(from = 12)
    @Scenario(
            situation =
                    "full_page_writes is off. A transaction writes to a table that it has made, is rolled back, and the standby, "
                            + "which replayed that, crashes.",
            expectation = "The standby comes back.",
            reality =
                    "It does. Before 12.8 and 13.4 it could stop replaying before the rollback had removed the file, found the "
                            + "file missing, and died: WAL contains references to invalid pages.",
            source = "PostgreSQL 13.4 release notes")
    @ReplicatedPostgres(
            archive = ArchiveMode.NONE,
            settings = {"full_page_writes = off", "wal_log_hints = off", "bgwriter_lru_maxpages = 0"})
    void aRolledBackTableIsReplayedTwice(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) throws SQLException {
        primary.execute("CREATE TABLE other (id int)");
        try (Connection connection = primary.dataSource().getConnection();
                Statement session = connection.createStatement()) {
            connection.setAutoCommit(false);
            session.execute("CREATE TABLE t (id int, n int)");
            session.execute("INSERT INTO t SELECT id, 0 FROM generate_series(1, 1000) AS id");
            primary.checkpoint();
            cluster.awaitInSync();
            standby.checkpoint();
            session.execute("DELETE FROM t WHERE id > 500");
            primary.execute("DROP TABLE other");
            connection.rollback();
        }
        cluster.awaitInSync();

        standby.stop(StopMode.IMMEDIATE);
        standby.start();

        cluster.awaitInSync();
        assertThat(standby).isStandby();
    }
}
