package io.replicatedpostgres.scenarios.backup;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.bandwidth;
import static io.replicatedpostgres.fault.StorageDamages.bitFlipped;
import static io.replicatedpostgres.scenarios.Eventually.says;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.RunningTool;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.Segments;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Base backups that fail, and one that succeeds and is damaged. */
@Tag("full")
@Tag("backup")
public class FailedBackupScenarios {

    private static final long SLOW_KILOBYTES = 200;

    @Test
    @RequiresTool("pg_basebackup")
    @Tag("BKP-03")
    @Tag("high")
    @Scenario(
            situation =
                    "A base backup that fetches its WAL at the end goes over a slow link. Meanwhile the primary fills segments, "
                            + "and checkpoints remove the one with which the backup began.",
            expectation = "The primary keeps the WAL that a running backup will need.",
            reality =
                    "The primary keeps WAL for slots, and this backup has no slot. All files are sent, and then the backup fails: "
                            + "requested WAL segment has already been removed. pg_basebackup removes what it has written. With -X stream "
                            + "it makes a slot, and succeeds.",
            source = "PostgreSQL documentation, pg_basebackup, --wal-method")
    @ReplicatedPostgres
    void aSlowBackupThatFetchesItsWalFailsAtItsEnd(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        String target = standby.dataDirectory() + "/../backup";
        Tool backup = standby.tool("pg_basebackup")
                .with("-D", target, "-X", "fetch", "-c", "fast", "-d", standby.connectionTo(primary) + " user=repl");
        primary.execute("CREATE TABLE ledger AS SELECT generate_series(1, 50000) AS id");

        try (Injected slow = cluster.inject(bandwidth(primary, standby, SLOW_KILOBYTES));
                RunningTool running = backup.start()) {
            says(
                    primary,
                    "SELECT phase FROM pg_stat_progress_basebackup WHERE backup_streamed > 0",
                    "streaming database files");
            Segments.recycle(primary, Segments.current(primary));
            slow.heal();

            Tool.Result result = running.await();
            assertThat(result.exitCode()).isNotZero();
            assertThat(result.output()).contains("requested WAL segment", "has already been removed");
        }
        assertThat(standby.hasFile("../backup")).isFalse();
    }

    @Test
    @RequiresTool({"pg_basebackup", "pg_checksums"})
    @Tag("BKP-06")
    @Tag("critical")
    @Scenario(
            situation =
                    "A page of a table is damaged, and no query has read it. Data checksums are on. A base backup is taken.",
            expectation = "A backup copies files, and does not look into them.",
            reality =
                    "The server checks each page that it sends and warns of this one, and pg_basebackup ends with an error. What "
                            + "it has copied stays, with the damaged page. With --no-verify-checksums it says nothing and succeeds.",
            source = "PostgreSQL src/bin/pg_basebackup/t/010_pg_basebackup.pl")
    @ReplicatedPostgres(standbys = 0)
    void aDamagedPageIsNoticedUnlessToldOtherwise(Cluster cluster, @OnNode("node-1") Node primary) {
        primary.execute("CREATE TABLE ledger AS SELECT generate_series(1, 1000) AS id");
        withChecksums(primary);
        cluster.inflict(bitFlipped(primary, "ledger"));
        String noticed = primary.dataDirectory() + "/../noticed";
        String unnoticed = primary.dataDirectory() + "/../unnoticed";
        Tool backup = primary.tool("pg_basebackup").with("-X", "none", "-c", "fast");

        Tool.Result result = backup.with("-D", noticed).run();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains("checksum verification failed", "checksum error occurred");
        assertThat(primary.hasFile("../noticed/PG_VERSION")).isTrue();
        assertDone(primary.tool("pg_basebackup")
                .with("-X", "none", "-c", "fast", "--no-verify-checksums", "-D", unnoticed));
    }

    private static void withChecksums(Node node) {
        if (node.query("SHOW data_checksums").contains("off")) {
            node.stop();
            assertDone(node.tool("pg_checksums").with("--enable", "-D", node.dataDirectory()));
            node.start();
        }
    }

    private static void assertDone(Tool tool) {
        Tool.Result result = tool.run();
        assertThat(result.exitCode()).as(result.output()).isZero();
    }
}
