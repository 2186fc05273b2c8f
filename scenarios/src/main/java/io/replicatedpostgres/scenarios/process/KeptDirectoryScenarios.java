package io.replicatedpostgres.scenarios.process;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.Faults.between;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.RunningTool;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server is gone, and what is left is its data directory. */
@Tag("full")
@Tag("process")
public class KeptDirectoryScenarios {

    private static final String ROWS = "SELECT id FROM ledger ORDER BY id";

    @Test
    @RequiresTool("pg_rewind")
    @Tag("PRC-11")
    @Tag("critical")
    @Scenario(
            situation =
                    "The machines of the primary and of a standby are gone, and their volumes are left. Another standby was "
                            + "promoted. Each volume is given to a new server.",
            expectation = "A volume that was not damaged can be used as it is.",
            reality =
                    "That of the standby can: told its new upstream, it streams. That of the primary comes up as a second "
                            + "primary, with a row that no other server has. It has to be stopped and rewound.",
            source = "Canonical postgresql-operator storage re-use tests")
    @ReplicatedPostgres(standbys = 2, archive = ArchiveMode.NONE)
    void theDirectoryOfThePrimaryServesAsASecondPrimary(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir, @OnNode("node-3") Node standby) {
        old.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        cluster.awaitInSync();
        standby.kill();
        cluster.during(between(old, heir), () -> {
            old.execute("INSERT INTO ledger VALUES (2)");
            old.kill();
        });
        heir.promote();
        heir.execute("INSERT INTO ledger VALUES (3)");

        standby.follow(heir);
        standby.start();
        standby.awaitReplay(heir.currentLsn());
        assertThat(standby).isStandby().isStreamingFrom(heir);

        old.start();
        assertThat(cluster).isSplitBrain();
        assertThat(old.query(ROWS)).containsExactly("1", "2");
        old.stop();
        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(cluster).hasPrimary(heir).hasSameContent();
        assertThat(old.query(ROWS)).containsExactly("1", "3");
    }

    @Test
    @Tag("PRC-11")
    @Tag("medium")
    @Scenario(
            situation =
                    "A server was killed with its machine and left its postmaster.pid. On the new machine another process has "
                            + "the number that is written there.",
            expectation = "The server sees that this is no PostgreSQL, and starts.",
            reality =
                    "It only asks whether a process of that number takes signals from it: lock file postmaster.pid already exists. It "
                            + "starts when that process is gone, or when the file is removed.",
            source = "PostgreSQL miscinit.c (CreateLockFile); testcontainers-java issue 606")
    @ReplicatedPostgres
    void theNumberOfAnotherProcessKeepsTheServerFromStarting(Cluster cluster, @OnNode("node-2") Node standby) {
        String file = standby.readFile("postmaster.pid");
        standby.kill();
        try (RunningTool other = standby.tool("/bin/cat").with("/dev/zero").start()) {
            standby.files().write("postmaster.pid", file.replaceFirst("\\d+", String.valueOf(other.pid())));

            assertThatThrownBy(standby::start).hasMessageContaining("lock file \"postmaster.pid\" already exists");
        }

        standby.start();
        cluster.awaitInSync();
    }
}
