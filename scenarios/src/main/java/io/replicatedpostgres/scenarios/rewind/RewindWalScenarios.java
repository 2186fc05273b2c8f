package io.replicatedpostgres.scenarios.rewind;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.model.Remedy.RESTORE_TARGET_WAL;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.junit.EnabledOnPostgres;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.scenarios.Segments;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code pg_rewind} reads the target's WAL back to the last checkpoint before the fork. Is it still there? */
@Tag("rewind")
@Tag("quick")
public class RewindWalScenarios {

    @Test
    @RequiresTool("pg_rewind")
    @Tag("high")
    @Tag("RWD-04")
    @Tag("RWD-05")
    @Scenario(
            situation = "After a failover the old primary went on for a while, and has removed the WAL of the last "
                    + "checkpoint before the fork.",
            expectation = "pg_rewind needs the new primary's WAL, not the old one's.",
            reality =
                    "It walks back through the target's own WAL, and fails at the first segment that is gone. From 13 "
                            + "on -c fetches it by the target's restore_command.",
            source = "Patroni issues 781 and 1282; CloudNativePG issue 2435")
    @ReplicatedPostgres(primarySettings = "wal_keep_size = 0")
    @EnabledOnPostgres(from = 13)
    void walThatIsGoneIsFetchedFromTheArchive(Cluster cluster) {
        Node old = cluster.primary();
        String atTheFork = Segments.current(old);
        Node heir = Rewinding.fork(cluster);
        old.dropSlot("node_2");
        Segments.recycle(old, atTheFork);
        old.stop();

        assertThatThrownBy(() -> old.rewindWithout(heir, RESTORE_TARGET_WAL))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("could not open file")
                .hasMessageContaining("/pg_wal/")
                .hasMessageContaining("could not find previous WAL record at");

        RewindResult rewind = old.rewindTo(heir);
        assertThat(rewind.nothingDone()).isFalse();
        assertThat(rewind.output()).contains("Done!");
        old.start();
        cluster.awaitInSync();
        assertThat(old).isStandby().hasDatabase("kept").lacksDatabase("lost").hasSameContentAs(heir);
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("medium")
    @Tag("RWD-27")
    @Scenario(
            situation = "The configuration is kept outside the data directory, as Debian does.",
            expectation = "pg_rewind finds it as the server does.",
            reality = "With -c it asks the postgres program for restore_command, which finds no postgresql.conf. From "
                    + "15 on --config-file says where it is; before, it has to be put there.",
            source = "release notes of PostgreSQL 15")
    @ReplicatedPostgres
    @EnabledOnPostgres(from = 13)
    void aConfigurationElsewhereHasToBeNamed(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = Rewinding.fork(cluster);
        old.execute("COPY (SELECT 1 WHERE false) TO PROGRAM 'mv postgresql.conf ../elsewhere.conf'");
        old.stop();

        Tool.Result without = Rewinding.of(old, heir).with("-c").run();
        assertThat(without.exitCode()).isEqualTo(1);
        assertThat(without.output())
                .contains("could not access the server configuration file")
                .contains("postgresql.conf");

        Tool named = Rewinding.of(old, heir).with("-c", "--config-file=" + old.dataDirectory() + "/../elsewhere.conf");
        Tool.Result rewind = named.run();
        if (cluster.version().isAtLeast(15)) {
            assertThat(rewind.exitCode()).as(rewind.output()).isZero();
            assertThat(rewind.output()).contains("Done!");
        } else {
            assertThat(rewind.output()).contains("unrecognized option");
        }
    }
}
