package io.replicatedpostgres.scenarios.rewind;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code pg_rewind} says no, and touches nothing. */
@Tag("rewind")
@Tag("quick")
public class RewindRefusedScenarios {

    @Test
    @RequiresTool("pg_rewind")
    @EnabledOnPostgres(to = 17)
    @Tag("high")
    @Tag("RWD-06")
    @Scenario(
            situation =
                    "A cluster has neither data checksums nor wal_log_hints. After a failover its old primary is to "
                            + "be rewound.",
            expectation = "pg_rewind works out of the box.",
            reality = "It refuses, and only a base backup helps: the setting had to be there before. Since 18 initdb "
                    + "switches checksums on.",
            source = "PostgreSQL documentation, pg_rewind")
    @ReplicatedPostgres(settings = "wal_log_hints = off")
    void withoutHintsAndChecksumsThereIsNoRewind(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = Rewinding.fork(cluster);
        old.stop();

        Tool.Result rewind = Rewinding.of(old, heir).run();

        assertThat(rewind.exitCode()).isEqualTo(1);
        assertThat(rewind.output())
                .contains("target server needs to use either data checksums or \"wal_log_hints = on\"");
        old.rebuildFrom(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(old).isStandby().hasSameContentAs(heir);
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("medium")
    @Tag("RWD-07")
    @Scenario(
            situation = "The old primary still runs when it is to be rewound.",
            expectation = "pg_rewind stops it, or says that it runs.",
            reality =
                    "Since 13 it takes the server for a crashed one, tries to recover it with a server of its own, and "
                            + "fails at the lock file. The running server is not hurt.",
            source = "pg_rewind.c, ensureCleanShutdown")
    @ReplicatedPostgres
    void aRunningServerIsTakenForACrashedOne(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = Rewinding.fork(cluster);

        Tool.Result rewind = Rewinding.of(old, heir).run();

        assertThat(rewind.exitCode()).isEqualTo(1);
        if (cluster.version().isAtLeast(13)) {
            assertThat(rewind.output())
                    .contains("lock file \"postmaster.pid\" already exists")
                    .contains("Is another postmaster");
        } else {
            assertThat(rewind.output()).contains("target server must be shut down cleanly");
        }
        assertThat(old).isPrimary().hasDatabase("lost");
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("low")
    @Tag("RWD-08")
    @Scenario(
            situation = "The old primary was killed, and is to be rewound.",
            expectation = "It must be started and stopped in order first.",
            reality = "So it was up to 12. Since 13 pg_rewind recovers it by itself, unless it is told not to.",
            source = "release notes of PostgreSQL 13")
    @ReplicatedPostgres
    void aKilledServerIsRecoveredFirst(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = Rewinding.fork(cluster);
        old.kill();

        Tool.Result told = cluster.version().isAtLeast(13)
                ? Rewinding.of(old, heir).with("--no-ensure-shutdown").run()
                : Rewinding.of(old, heir).run();
        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(told.output()).contains("target server must be shut down cleanly");

        Tool.Result rewind = Rewinding.of(old, heir).run();
        if (cluster.version().isAtLeast(13)) {
            assertThat(rewind.exitCode()).as(rewind.output()).isZero();
            assertThat(rewind.output()).contains("Done!");
        } else {
            assertThat(rewind.exitCode()).isEqualTo(1);
        }
    }

    @Test
    @RequiresTool({"pg_basebackup", "pg_rewind"})
    @Tag("low")
    @Tag("RWD-09")
    @Tag("RWD-02")
    @Scenario(
            situation = "The source is a directory: a base backup of the new primary, which never ran.",
            expectation = "A base backup is as good a source as the server it came from.",
            reality = "It counts as a server that crashed, and is refused. Recovered and stopped in order it is taken; "
                    + "then it has WAL of its own, and the target cannot follow the new primary any more.",
            source = "pg_rewind.c")
    @ReplicatedPostgres
    void aDirectoryMustHaveBeenShutDown(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = Rewinding.fork(cluster);
        old.stop();
        String copy = old.dataDirectory() + "-of-heir";
        Tool.Result backup = old.tool("pg_basebackup")
                .with("-D", copy, "-c", "fast", "--no-sync", "-d", old.connectionTo(heir) + " user=repl")
                .run();
        assertThat(backup.exitCode()).as(backup.output()).isZero();

        Tool.Result refused = Rewinding.of(old).with("--source-pgdata=" + copy).run();
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("source data directory must be shut down cleanly");

        Tool.Result recovery =
                old.tool("postgres").with("--single", "-D", copy, "postgres").run();
        assertThat(recovery.exitCode()).as(recovery.output()).isZero();
        Tool.Result rewind = Rewinding.of(old).with("--source-pgdata=" + copy).run();
        assertThat(rewind.exitCode()).as(rewind.output()).isZero();
        assertThat(rewind.output()).contains("Done!");
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("low")
    @Tag("RWD-10")
    @Scenario(
            situation = "The source is of another cluster altogether.",
            expectation = "Names and ports are trusted.",
            reality = "pg_rewind compares system identifiers, and refuses before it touches anything.",
            source = "pg_rewind.c, sanityChecks")
    @ReplicatedPostgres(standbys = 0)
    void anotherSystemIsNotTaken(Cluster cluster) {
        Node target = cluster.primary();
        target.stop();
        String other = target.dataDirectory() + "-of-others";
        Tool.Result init = target.tool("initdb")
                .with("-D", other, "--no-sync", "-A", "trust")
                .run();
        assertThat(init.exitCode()).as(init.output()).isZero();

        Tool.Result rewind =
                Rewinding.of(target).with("--source-pgdata=" + other).run();

        assertThat(rewind.exitCode()).isEqualTo(1);
        assertThat(rewind.output()).contains("source and target clusters are from different systems");
        target.start();
        assertThat(target).isPrimary().isOnTimeline(1);
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("medium")
    @Tag("RWD-11")
    @Scenario(
            situation = "The old primary is rewound by a role of its own, not by a superuser.",
            expectation = "The role of the standbys will do.",
            reality = "It may not read files. With EXECUTE on four functions an ordinary role can rewind.",
            source = "PostgreSQL documentation, pg_rewind; repmgr issue 829")
    @ReplicatedPostgres
    void fourGrantsAreEnough(Cluster cluster) {
        Node old = cluster.primary();
        old.execute("CREATE ROLE rewinder LOGIN PASSWORD 'of-rewinder'");
        cluster.awaitInSync();
        Node heir = Rewinding.fork(cluster);
        old.stop();
        Tool tool = Rewinding.from(old, heir, "rewinder").withEnvironment("PGPASSWORD", "of-rewinder");

        Tool.Result refused = tool.run();
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("permission denied for function pg_read_binary_file");

        heir.execute("""
                GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text, boolean, boolean) TO rewinder;
                GRANT EXECUTE ON FUNCTION pg_catalog.pg_stat_file(text, boolean) TO rewinder;
                GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_binary_file(text) TO rewinder;
                GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean) TO rewinder""");
        Tool.Result rewind = tool.run();
        assertThat(rewind.exitCode()).as(rewind.output()).isZero();
        assertThat(rewind.output()).contains("Done!");
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("low")
    @Tag("RWD-25")
    @Scenario(
            situation = "The password of the source is in a password file, or is not.",
            expectation = "pg_rewind asks, or finds it as the standby does.",
            reality = "It knows nothing of primary_conninfo: without a password file of its own it fails, with one it "
                    + "works under scram-sha-256.")
    @ReplicatedPostgres
    void itNeedsAPasswordFileOfItsOwn(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = Rewinding.fork(cluster);
        old.stop();

        Tool.Result without = Rewinding.of(old, heir)
                .withEnvironment("PGPASSFILE", old.dataDirectory() + "-that-is-not-there")
                .run();
        assertThat(without.exitCode()).isEqualTo(1);
        assertThat(without.output()).contains("fe_sendauth: no password supplied");

        Tool.Result with = Rewinding.of(old, heir).run();
        assertThat(with.exitCode()).as(with.output()).isZero();
        assertThat(with.output()).contains("Done!");
    }
}
