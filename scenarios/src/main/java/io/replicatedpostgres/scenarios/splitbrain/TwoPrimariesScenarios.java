package io.replicatedpostgres.scenarios.splitbrain;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.fault.SessionFaults.standbySignalForgotten;
import static io.replicatedpostgres.model.Remedy.RESTORE_CONFIGURATION;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.ArchiveFaults;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.scenarios.ClientStatement;
import io.replicatedpostgres.spec.ArchiveMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two nodes take writes, on timelines of their own or on the same one. */
@Tag("quick")
@Tag("splitbrain")
public class TwoPrimariesScenarios {

    private static final String ROWS = "SELECT id FROM ledger ORDER BY id";

    @Test
    @RequiresTool("pg_rewind")
    @Tag("SPB-01")
    @Tag("critical")
    @Scenario(
            situation = "The primary is cut off, its standby is promoted, and clients reach both.",
            expectation = "When the link is back the two agree again, and keep what both have.",
            reality = "They have diverged at the position of the promotion, and nothing merges them. The one that is "
                    + "rewound loses the row that only it had.",
            source = "Patroni features, basic_replication")
    @ReplicatedPostgres
    void theRewoundSideLosesItsRow(Cluster cluster, @OnNode("node-1") Node loser, @OnNode("node-2") Node winner) {
        loser.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        cluster.awaitInSync();
        cluster.during(isolated(loser), () -> {
            winner.promote();
            ClientStatement.isTaken(loser, "INSERT INTO ledger VALUES (2)");
            ClientStatement.isTaken(winner, "INSERT INTO ledger VALUES (3)");
        });

        assertThat(cluster).isSplitBrain().hasDiverged();
        assertThat(loser.divergenceFrom(winner).orElseThrow().fork())
                .isEqualTo(winner.history().ancestors().get(0).leftAt());
        assertThat(loser.query(ROWS)).containsExactly("1", "2");
        assertThat(winner.query(ROWS)).containsExactly("1", "3");

        loser.stop();
        loser.rewindTo(winner);
        loser.start();
        cluster.awaitInSync();
        assertThat(loser.query(ROWS)).containsExactly("1", "3");
        assertThat(cluster).isNotSplitBrain().hasPrimary(winner).hasSameContent();
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("SPB-04")
    @Tag("CFG-04")
    @Tag("critical")
    @Scenario(
            situation = "The old primary was rewound to the new one, and is started without standby.signal.",
            expectation = "It has just been rewound to the new primary, so it is its standby.",
            reality = "It comes up as a primary, on the new primary's own timeline: a second split brain, and this "
                    + "time no number tells the two apart.",
            source = "psqlmaster/gorgona issue 4")
    @ReplicatedPostgres(archive = ArchiveMode.NONE)
    void withoutStandbySignalTheRewoundNodeIsAPrimaryOnTheSameTimeline(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        old.kill();
        heir.promote();
        heir.execute("INSERT INTO ledger VALUES (1)");

        old.rewindWithout(heir, RESTORE_CONFIGURATION);
        old.start();

        assertThat(old).isPrimary().isOnTimeline(2);
        assertThat(heir).isPrimary().isOnTimeline(2);
        assertThat(cluster).isSplitBrain();
        ClientStatement.isTaken(old, "INSERT INTO ledger VALUES (2)");
        ClientStatement.isTaken(heir, "INSERT INTO ledger VALUES (3)");
        assertThat(heir.query(ROWS)).containsExactly("1", "3");
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("SPB-05")
    @Tag("critical")
    @Scenario(
            situation = "A client has a connection to the primary when the standby is promoted beside it.",
            expectation = "A URL with targetServerType=primary leads to the primary.",
            reality = "It did, when the connection was made. The connection stays where it is, its writes are "
                    + "acknowledged, and they are lost when the old primary is rewound.",
            source = "HikariCP issue 1802")
    @ReplicatedPostgres
    void anOpenConnectionGoesOnWritingToTheLoser(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) throws SQLException {
        old.execute("CREATE TABLE ledger (id int); INSERT INTO ledger VALUES (1)");
        cluster.awaitInSync();
        try (Connection client = cluster.dataSource().getConnection();
                Statement statement = client.createStatement()) {
            heir.promote();
            statement.execute("INSERT INTO ledger VALUES (2), (3)");
            heir.execute("INSERT INTO ledger VALUES (10)");
        }

        old.stop();
        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        assertThat(old.query(ROWS)).containsExactly("1", "10");
        assertThat(cluster).hasSameContent();
    }

    @Test
    @Tag("SPB-08")
    @Tag("ARC-06")
    @Tag("critical")
    @Scenario(
            situation = "Two primaries on one timeline archive to one directory; archive_command is a bare cp.",
            expectation = "The second of two different files of one name is refused, or counted as a failure.",
            reality =
                    "It overwrites the first. pg_stat_archiver counts a success on both and no failure on either, and "
                            + "what the first one wrote cannot be restored.",
            source = "pgBackRest issues 584, 1646, 1668")
    @ReplicatedPostgres(archive = ArchiveMode.SHARED)
    void twoWritersOverwriteEachOthersArchive(
            Cluster cluster, @OnNode("node-1") Node one, @OnNode("node-2") Node other) {
        cluster.inject(ArchiveFaults.overwriting(one));
        cluster.inject(ArchiveFaults.overwriting(other));
        other.stop();
        cluster.inflict(standbySignalForgotten(other));
        other.start();

        var segment = SharedSegment.begin(one, other);
        String first = segment.archiveFrom(one);
        String second = segment.archiveFrom(other);

        assertThat(segment.failures(one)).as("failed_count of node-1").isZero();
        assertThat(segment.failures(other)).as("failed_count of node-2").isZero();
        assertThat(second).as("the archived file").isNotEqualTo(first);
    }
}
