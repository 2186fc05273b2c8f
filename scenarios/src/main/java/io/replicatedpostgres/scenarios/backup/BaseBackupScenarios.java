package io.replicatedpostgres.scenarios.backup;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.bandwidth;
import static io.replicatedpostgres.scenarios.Eventually.says;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.provision.Background;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Base backups, by PostgreSQL's own program. */
@Tag("quick")
@Tag("backup")
public class BaseBackupScenarios {

    private static final long SLOW_KILOBYTES = 200;

    @Test
    @RequiresTool("pg_basebackup")
    @Tag("BKP-01")
    @Tag("low")
    @Scenario(
            situation =
                    "A backup is taken in plain files and as tar, from the primary and from the standby, with WAL streamed "
                            + "beside it and fetched at its end.",
            expectation = "A backup can be had of the primary only, and in one form.",
            reality = "Each of them succeeds, and (13 and later) pg_verifybackup finds the plain ones whole.",
            source = "PostgreSQL src/bin/pg_basebackup/t/010_pg_basebackup.pl")
    @ReplicatedPostgres
    void everyKindIsWhole(Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        primary.execute("CREATE TABLE ledger AS SELECT generate_series(1, 1000) AS id");
        cluster.awaitInSync();

        int number = 0;
        for (Node source : cluster.nodes()) {
            for (String wal : new String[] {"stream", "fetch"}) {
                String plain = "%s/../backup-%s".formatted(standby.dataDirectory(), number++);
                assertDone(source.tool("pg_basebackup").with("-D", plain, "-X", wal, "-c", "fast"));
                if (cluster.version().isAtLeast(13)) {
                    assertDone(source.tool("pg_verifybackup").with("-q", plain));
                }
                String tar = "%s/../backup-%s".formatted(standby.dataDirectory(), number++);
                assertDone(source.tool("pg_basebackup").with("-D", tar, "-F", "t", "-z", "-X", wal, "-c", "fast"));
            }
        }
    }

    @Test
    @RequiresTool("pg_basebackup")
    @Tag("BKP-02")
    @Tag("medium")
    @Scenario(
            situation = "The walsender of a base backup is terminated while it sends files over a slow link.",
            expectation = "Half a backup stays, and on the primary a slot.",
            reality =
                    "pg_basebackup fails, says why, and removes what it has written; its temporary slot goes with it. "
                            + "pg_stat_progress_basebackup shows how far it was.",
            source = "PostgreSQL src/bin/pg_basebackup/t/010_pg_basebackup.pl")
    @ReplicatedPostgres
    void anInterruptedBackupLeavesNothing(
            Cluster cluster, @OnNode("node-1") Node primary, @OnNode("node-2") Node standby) {
        String target = standby.dataDirectory() + "/../backup";
        Tool backup = standby.tool("pg_basebackup")
                .with("-D", target, "-X", "stream", "-c", "fast", "-d", standby.connectionTo(primary) + " user=repl");

        cluster.during(bandwidth(primary, standby, SLOW_KILOBYTES), () -> {
            CompletableFuture<Tool.Result> running = Background.run(backup::run);
            says(
                    primary,
                    "SELECT phase FROM pg_stat_progress_basebackup WHERE backup_streamed > 0",
                    "streaming database files");
            says(primary, "SELECT count(*) FROM pg_replication_slots WHERE temporary", "1");

            primary.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_replication WHERE state = 'backup'");

            assertThat(running.join())
                    .satisfies(result -> assertThat(result.exitCode()).isNotZero())
                    .satisfies(result -> assertThat(result.output()).contains("removing"));
        });

        assertThat(standby.hasFile("../backup")).isFalse();
        says(primary, "SELECT count(*) FROM pg_stat_progress_basebackup", "0");
        says(primary, "SELECT count(*) FROM pg_replication_slots WHERE temporary", "0");
        cluster.awaitInSync();
    }

    private static void assertDone(Tool tool) {
        Tool.Result result = tool.run();
        assertThat(result.exitCode()).as(result.output()).isZero();
    }
}
