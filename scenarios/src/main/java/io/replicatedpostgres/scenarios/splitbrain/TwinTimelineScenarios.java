package io.replicatedpostgres.scenarios.splitbrain;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.model.DataSize.kilobytes;
import static io.replicatedpostgres.model.DataSize.megabytes;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.cluster.Tool;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.spec.ArchiveMode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several nodes were promoted apart: their timelines have the same number, and are not the same. */
@Tag("quick")
@Tag("splitbrain")
@ReplicatedPostgres(standbys = 2, archive = ArchiveMode.NONE)
public class TwinTimelineScenarios {

    private static final String HISTORY = "pg_wal/00000002.history";

    @Test
    @RequiresTool("pg_rewind")
    @Tag("SPB-02")
    @Tag("critical")
    @Scenario(
            situation = "Two standbys are promoted at the same position, and both take writes.",
            expectation = "Timelines tell them apart, and pg_rewind makes one of them a copy of the other.",
            reality =
                    "Both choose timeline 2, their history files are equal byte for byte, and pg_rewind says no rewind "
                            + "required and exits with 0, though their rows differ.")
    void twinsLookAlikeToPgRewind(Cluster cluster, @OnNode("node-2") Node one, @OnNode("node-3") Node other) {
        twins(cluster, one, other);

        other.stop();
        Tool.Result rewind = pgRewind(other, one);

        assertThat(rewind.exitCode()).isZero();
        assertThat(rewind.output())
                .contains("source and target cluster are on the same timeline")
                .contains("no rewind required");
        other.start();
        assertThat(one.query("SELECT count(*) FROM ledger")).containsExactly("1");
        assertThat(other.query("SELECT count(*) FROM ledger")).containsExactly("100");
    }

    @Test
    @Tag("SPB-03")
    @Tag("OBS-01")
    @Tag("critical")
    @Scenario(
            situation =
                    "Two standbys were promoted at the same position and took writes. One is made the standby of the "
                            + "other, as pg_rewind said that nothing has to be done.",
            expectation = "A standby of another history is refused.",
            reality = "Both sides report streaming, with different rows. When the WAL of the one passes the end of the "
                    + "other's, that one cannot read on; it never converges.")
    void twinsStreamFromEachOtherAndNeverConverge(
            Cluster cluster, @OnNode("node-2") Node one, @OnNode("node-3") Node other) {
        twins(cluster, one, other);
        // further than one comes by checkpoints and snapshots of its own, and in the segment that one has too
        other.writeWal(kilobytes(256));
        other.stop();
        other.follow(one);
        LogMark started = other.log().mark();
        other.start();

        other.awaitStreamingFrom(one);
        await().untilAsserted(() -> assertThat(other).isStreamingFrom(one));
        assertThat(other.query("SELECT count(*) FROM ledger"))
                .as("rows of the twin that streams")
                .containsExactly("100");
        assertThat(one.query("SELECT count(*) FROM ledger")).containsExactly("1");

        var written = one.writeWal(megabytes(2));
        other.log().await("terminating walreceiver process due to administrator command", started);
        assertThat(other.log().since(started)).anyMatch(TwinTimelineScenarios::isUnreadable);
        assertThat(other.state().replayed()).isLessThan(written);
    }

    /** What it finds where its own WAL ended is the middle of a record of the other, or the remains of its own. */
    private static boolean isUnreadable(String line) {
        return line.contains("invalid record length at")
                || line.contains("invalid magic number")
                || line.contains("invalid resource manager ID")
                || line.contains("incorrect prev-link")
                || line.contains("unexpected pageaddr")
                || line.contains("incorrect resource manager data checksum")
                || line.contains("invalid contrecord length")
                || line.contains("there is no contrecord flag");
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("SPB-06")
    @Tag("high")
    @Scenario(
            situation = "The primary is cut off from two standbys; they are promoted at different positions, and all "
                    + "three take writes.",
            expectation = "pg_rewind finds for each pair where their histories parted.",
            reality = "Between the two that were promoted it does nothing: both are on a timeline 2, each on its own. "
                    + "Each of them can be rewound to the old primary.",
            source = "pg_auto_failover, timeline_fork_3node_auto_detect")
    void ofThreePrimariesTwoCannotBeTold(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node one, @OnNode("node-3") Node other) {
        old.execute("CREATE TABLE ledger (id int)");
        cluster.awaitInSync();
        one.promote();
        old.execute("INSERT INTO ledger VALUES (1)");
        other.awaitReplay(old.currentLsn());
        other.promote();
        old.execute("INSERT INTO ledger VALUES (2)");
        one.execute("INSERT INTO ledger VALUES (3)");
        other.execute("INSERT INTO ledger VALUES (4)");
        assertThat(one.history()).isNotEqualTo(other.history());

        one.checkpoint();
        other.stop();
        assertThat(pgRewind(other, one).output()).contains("no rewind required");
        assertThat(other.rewindTo(old).nothingDone()).isFalse();
        other.start();
        one.stop();
        assertThat(one.rewindTo(old).nothingDone()).isFalse();
        one.start();

        cluster.awaitInSync();
        assertThat(old.query("SELECT id FROM ledger ORDER BY id")).containsExactly("1", "2");
        assertThat(cluster).hasPrimary(old).hasSameContent();
    }

    /** Promotes both where the primary ended, near the beginning of a segment, and lets them write different rows. */
    private static void twins(Cluster cluster, Node one, Node other) {
        Node old = cluster.node("node-1");
        old.execute("CREATE TABLE ledger (id int)");
        old.switchWal();
        cluster.awaitInSync();
        old.stop(); // in order: both have all of it
        one.promote();
        other.promote();
        assertThat(one).isOnTimeline(2);
        assertThat(other).isOnTimeline(2);
        assertThat(other.readFile(HISTORY)).as("the twin's history file").isEqualTo(one.readFile(HISTORY));
        one.execute("INSERT INTO ledger VALUES (1)");
        other.execute("INSERT INTO ledger SELECT generate_series(1, 100)");
        one.checkpoint();
        other.checkpoint();
    }

    private static Tool.Result pgRewind(Node target, Node source) {
        return target.tool("pg_rewind")
                .with("--target-pgdata=" + target.dataDirectory())
                .with("--source-server=%s user=%s dbname=postgres"
                        .formatted(target.connectionTo(source), source.cluster().user()))
                .withEnvironment("PGPASSWORD", source.cluster().password())
                .run();
    }
}
