package io.replicatedpostgres.scenarios.rewind;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.model.ProcessKind.BACKGROUND_WRITER;
import static io.replicatedpostgres.model.ProcessKind.CHECKPOINTER;
import static io.replicatedpostgres.model.Remedy.CHECKPOINT_SOURCE;
import static io.replicatedpostgres.model.Remedy.RESTORE_CONFIGURATION;
import static io.replicatedpostgres.model.Remedy.SET_ASIDE_ABANDONED_TIMELINE;
import static io.replicatedpostgres.model.Remedy.WAKE_SOURCE;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.RequiresTool;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.scenarios.Eventually;
import io.replicatedpostgres.spec.ArchiveMode;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each thing that must be done around {@code pg_rewind}: what happens without it, and that it helps. */
@Tag("quick")
@Tag("rewind")
public class RewindRemedyScenarios {

    @Test
    @RequiresTool("pg_rewind")
    @Tag("critical")
    @Tag("RWD-29")
    @Tag("PRO-15")
    @Scenario(
            situation = "A promoted standby is rewound to the old primary; its archive still has the timeline it left.",
            expectation = "A rewound server knows only the timeline of its source.",
            reality = "It restores the abandoned history file from the archive, follows it, and dies: FATAL, requested "
                    + "timeline 2 does not contain minimum recovery point. The files have to be moved away first.",
            source = "measured on 13 to 18")
    @ReplicatedPostgres
    void theAbandonedTimelineInTheArchiveKillsTheRewoundStandby(Cluster cluster) {
        Node a = cluster.primary();
        Node b = splitBrain(cluster);
        b.rewindWithout(a, SET_ASIDE_ABANDONED_TIMELINE);
        LogMark rewound = b.log().mark();

        assertThatThrownBy(b::start)
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("node-2 did not start")
                .hasMessageContaining("requested timeline 2 does not contain minimum recovery point");
        assertThat(b.log().since(rewound)).anyMatch(line -> line.contains("FATAL"));

        b.rebuildFrom(a);
        assertThat(b.archivedFiles()).doesNotContain("00000002.history");
        b.start();
        cluster.awaitInSync();
        assertThat(b).isStandby().isOnTimeline(1).hasSameContentAs(a);
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("medium")
    @Tag("RWD-30")
    @Tag("RWD-01")
    @Scenario(
            situation = "A standby is rewound to a primary without writes.",
            expectation = "It streams, so it answers.",
            reality =
                    "It streams and refuses every connection until the primary writes its next record: the point that "
                            + "it must reach lies past the last one.",
            source = "measured on 13 to 18")
    @ReplicatedPostgres(settings = "autovacuum = off") // its workers write; the source would not be idle
    void anIdleSourceLeavesTheRewoundStandbyUnreadable(Cluster cluster) {
        Node a = cluster.primary();
        Node b = splitBrain(cluster);
        try (var idle = a.pause(BACKGROUND_WRITER)) { // it would write a record within 15 s
            a.checkpoint();
            a.switchWal();
            b.rewindWithout(a, CHECKPOINT_SOURCE, WAKE_SOURCE);

            if (cluster.version().isAtLeast(14)) {
                assertThatThrownBy(() -> b.start(Duration.ofSeconds(3)))
                        .isInstanceOf(DeadlineException.class)
                        .hasMessageContaining("to be ready for queries");
            } else {
                // up to 13 pg_rewind makes a temporary table on the source, and its end is the record (libpq_fetch.c)
                b.start();
            }
            Awaitility.await().until(() -> a.standbys().stream().anyMatch(standby -> standby.isStreaming()));
        }

        a.execute("CREATE TABLE wakes_it()");
        Awaitility.await().until(b::isStandby);
        b.awaitReplay(a.currentLsn());
        assertThat(b).isStandby().isInSyncWith(a).hasSameContentAs(a);
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("critical")
    @Tag("RWD-03")
    @Tag("OBS-07")
    @Scenario(
            situation =
                    "The old primary is rewound right after the promotion, before the new one has had a checkpoint.",
            expectation = "pg_rewind sees that the two have diverged.",
            reality = "Up to 15 it reads the timeline from the source's control file, says that no rewind is required, "
                    + "exits with 0 and does nothing. After a CHECKPOINT on the source it works. 16 sees it at once.",
            source = "release notes of PostgreSQL 16; Patroni pull request 108")
    @ReplicatedPostgres
    void rightAfterAPromotionTheRewindIsANoOpUpTo15(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        old.execute("CREATE TABLE t (id int)");
        cluster.awaitInSync();
        RewindResult result;
        try (var frozen = heir.pause(CHECKPOINTER)) {
            heir.promote();
            old.execute("INSERT INTO t SELECT generate_series(1, 1000)");
            heir.execute("INSERT INTO t VALUES (0)");
            old.stop();
            result = old.rewindWithout(heir, CHECKPOINT_SOURCE);
        }

        assertThat(result.nothingDone()).isEqualTo(!cluster.version().isAtLeast(16));
        if (result.nothingDone()) {
            result = old.rewindTo(heir);
        }
        assertThat(result.nothingDone()).isFalse();
        old.start();
        cluster.awaitInSync();
        assertThat(old).isStandby().isOnTimeline(2).hasSameContentAs(heir);
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("high")
    @Tag("RWD-15")
    @Scenario(
            situation = "pg_rewind -R writes the connection of the standby that is to be.",
            expectation = "It writes what a standby needs.",
            reality = "It writes the login of the rewind, password and all, in clear, and no application_name.",
            source = "release notes of PostgreSQL 13")
    @ReplicatedPostgres(archive = ArchiveMode.NONE)
    void theOptionThatWritesTheConfigurationWritesThePasswordToo(Cluster cluster) {
        Node a = cluster.primary();
        Node b = splitBrain(cluster);
        a.checkpoint();
        var rewind = b.tool("pg_rewind")
                .with("-R", "--target-pgdata=" + b.dataDirectory())
                .with("--source-server=" + b.connectionTo(a) + " user=" + cluster.user() + " dbname=postgres")
                .withEnvironment("PGPASSWORD", cluster.password())
                .run();

        assertThat(rewind.exitCode()).as(rewind.output()).isZero();
        assertThat(b.readFile("postgresql.auto.conf"))
                .contains("password=" + cluster.password())
                .doesNotContain("application_name");

        b.follow(a);
        assertThat(b.readFile("postgresql.auto.conf")).doesNotContain(cluster.password());
        assertThat(b.readFile("postgresql.conf"))
                .contains("user=repl", "application_name=node-2")
                .doesNotContain(cluster.password());
        b.start();
        cluster.awaitInSync();
        assertThat(b).isStandby().isStreamingFrom(a);
    }

    @Test
    @RequiresTool("pg_rewind")
    @Tag("critical")
    @Tag("RWD-14")
    @Tag("SPB-04")
    @Tag("CFG-04")
    @Scenario(
            situation = "A server is rewound, and started as it is.",
            expectation = "It keeps its own configuration, and knows that it is a standby.",
            reality =
                    "The source's postgresql.conf is there, port and all, and no standby.signal: it comes up read-write "
                            + "on the source's own timeline, a new split brain that no history shows.",
            source = "stolon pull request 470; bitnami containers pull request 53226")
    @ReplicatedPostgres(archive = ArchiveMode.NONE)
    void withoutItsOwnConfigurationTheRewoundNodeIsASecondPrimary(Cluster cluster) {
        Node a = cluster.primary();
        Node b = splitBrain(cluster);
        String namesTheSource = "cluster_name = '" + Eventually.only(a, "SHOW cluster_name") + "'";
        assertThat(b.readFile("postgresql.conf")).doesNotContain(namesTheSource);

        b.rewindWithout(a, RESTORE_CONFIGURATION);
        assertThat(b.hasFile("standby.signal")).isFalse();
        assertThat(b.readFile("postgresql.conf"))
                .isEqualTo(a.readFile("postgresql.conf"))
                .contains(namesTheSource);
        b.start();

        assertThat(b).isPrimary().isOnTimeline(1);
        assertThat(cluster).isSplitBrain();
        b.stop();
        b.rebuildFrom(a);
        b.start();
        cluster.awaitInSync();
        assertThat(b).isStandby().hasSameContentAs(a);
    }

    /** Promotes the standby beside its primary, lets both write, and stops the promoted one. */
    private static Node splitBrain(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        b.promote();
        a.createDatabase("on_a");
        b.createDatabase("on_b");
        b.stop();
        return b;
    }
}
