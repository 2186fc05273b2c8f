package io.replicatedpostgres.scenarios.rewind;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.bandwidth;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.RunningTool;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The source of a rewind changes while it is copied. */
@Tag("rewind")
@Tag("full")
public class ChangingSourceScenarios {

    private static final int SLOW_KILOBYTES = 200;

    @Test
    @RequiresTool("pg_rewind")
    @EnabledOnPostgres(from = 15)
    @Tag("RWD-17")
    @Tag("medium")
    @Scenario(
            situation = "The source of a rewind is a directory, and a file in it grows while it is copied.",
            expectation = "pg_rewind copies what is there.",
            reality =
                    "Since 15 it ends with an error: size of source file changed concurrently. The target is half rewound; a second "
                            + "run, with a source at rest, succeeds.",
            source = "PostgreSQL src/bin/pg_rewind/t/009_growing_files.pl")
    @ReplicatedPostgres
    void aFileThatGrowsEndsTheRewind(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = Rewinding.fork(cluster);
        String program = old.tool("pg_rewind").path();
        old.stop();
        heir.stop();
        heir.files().write("growing", "first line\n");
        // what it tells of itself goes into a file that it copies
        Tool growing = old.tool("/bin/sh")
                .with("-c", "exec \"$0\" --debug --no-sync -D \"$1\" --source-pgdata=\"$2\" 2>>\"$2/growing\"")
                .with(program, old.dataDirectory(), heir.dataDirectory());

        assertThat(growing.run().exitCode()).isEqualTo(1);
        assertThat(heir.files().read("growing"))
                .contains("size of source file \"")
                .contains("changed concurrently");

        heir.files().delete("growing");
        Tool.Result again = Rewinding.of(old)
                .with("--source-pgdata=" + heir.dataDirectory())
                .run();
        assertThat(again.output()).contains("Done!");
    }

    @Test
    @RequiresTool("pg_rewind")
    @EnabledOnPostgres(from = 14)
    @Tag("RWD-18")
    @Tag("low")
    @Scenario(
            situation =
                    "The source of a rewind is a standby. It is promoted while pg_rewind copies its files, and takes a row.",
            expectation = "The rewind fails, or what was copied belongs to no timeline.",
            reality =
                    "pg_rewind ends with success: it reads at the end how far its source is, and writes into the target that it has to "
                            + "replay as far. The target follows its source over that promotion, and has the row.",
            source = "PostgreSQL src/bin/pg_rewind/t/007_standby_source.pl; pg_rewind.c")
    @ReplicatedPostgres(standbys = 2, archive = ArchiveMode.NONE)
    void aSourceThatIsPromotedMeanwhile(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir, @OnNode("node-3") Node source) {
        old.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        heir.promote();
        heir.checkpoint();
        source.follow(heir);
        source.awaitReplay(heir.currentLsn());
        old.execute("INSERT INTO ledger VALUES (1)");
        heir.execute("CREATE TABLE big AS SELECT repeat('x', 1000) FROM generate_series(1, 5000)");
        source.awaitReplay(heir.currentLsn());
        source.checkpoint();
        old.stop();
        Injected narrow = cluster.inject(bandwidth(source, old, SLOW_KILOBYTES));

        RunningTool rewind = Rewinding.of(old, source).with("--progress").start();
        rewind.awaitOutput("need to copy");
        source.promote();
        source.execute("INSERT INTO ledger VALUES (3)");
        assertThat(rewind.isRunning()).as("pg_rewind still copies").isTrue();
        narrow.heal();

        assertThat(rewind.await().output()).contains("Done!");
        old.follow(source);
        old.start();
        old.awaitReplay(source.currentLsn());
        assertThat(old).isStandby().isOnTimeline(3);
        assertThat(old.query("SELECT id FROM ledger")).containsExactly("3");
        assertThat(old).hasSameContentAs(source);
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("RWD-26")
    @Tag("high")
    @EnabledOnPostgres(from = 13)
    @Scenario(
            situation =
                    "A standby has replayed more of the old primary's WAL than the promoted standby had. Its last checkpoint lies "
                            + "before the fork. It is stopped, and rewound to the promoted one.",
            expectation =
                    "pg_rewind looks at the last checkpoint, finds that it lies before the fork, and does nothing.",
            reality =
                    "It looks at how far a standby has to replay to be consistent, which lies past the fork, and rewinds it. The row of the "
                            + "old primary is gone.",
            source = "PostgreSQL src/bin/pg_rewind/t/008_min_recovery_point.pl")
    @ReplicatedPostgres(standbys = 2, archive = ArchiveMode.NONE)
    void aStandbyThatIsPastTheForkIsRewound(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir, @OnNode("node-3") Node ahead) {
        old.execute("CREATE TABLE ledger (id int)");
        old.checkpoint();
        cluster.awaitInSync();
        heir.promote();
        heir.checkpoint();
        heir.execute("INSERT INTO ledger VALUES (2)");
        old.execute("INSERT INTO ledger VALUES (1)");
        ahead.awaitReplay(old.currentLsn());
        assertThat(ahead.query("SELECT checkpoint_lsn < '%s' FROM pg_control_checkpoint()"
                        .formatted(heir.history().ancestors().get(0).leftAt())))
                .as("the last checkpoint lies before the fork")
                .containsExactly("t");
        ahead.stop();
        old.stop();

        assertThat(Rewinding.of(ahead, heir).run().output()).contains("Done!");
        ahead.follow(heir);
        ahead.start();

        ahead.awaitReplay(heir.currentLsn());
        assertThat(ahead).isStandby().isOnTimeline(2).hasSameContentAs(heir);
        assertThat(ahead.query("SELECT id FROM ledger")).containsExactly("2");
    }
}
