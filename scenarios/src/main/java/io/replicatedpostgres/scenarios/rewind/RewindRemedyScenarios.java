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
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.spec.ArchiveMode;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each thing that must be done around {@code pg_rewind}: what happens without it, and that it helps. */
@Tag("rewind")
@Tag("quick")
public class RewindRemedyScenarios {

    @Test
    @Tag("RWD-29")
    @Tag("high")
    @Scenario(
            situation =
                    "A promoted standby is rewound to its old primary, and its archive still holds the history of the timeline it gave up.",
            expectation = "It is a standby of the old primary again.",
            reality = "It takes the abandoned timeline from the archive for the latest, and does not start.",
            source = "catalogue RWD-29",
            severity = "high")
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
    @Tag("RWD-30")
    @Tag("medium")
    @Scenario(
            situation = "A node is rewound to a source on which nothing happens.",
            expectation = "It answers reads as soon as it streams.",
            reality =
                    "It streams, and is not consistent until the source writes a record: nobody can connect till then.",
            source = "catalogue RWD-30",
            severity = "medium")
    @ReplicatedPostgres
    void anIdleSourceLeavesTheRewoundStandbyUnreadable(Cluster cluster) {
        Node a = cluster.primary();
        Node b = splitBrain(cluster);
        try (var idle = a.pause(BACKGROUND_WRITER)) { // it would write a record within 15 s
            a.checkpoint();
            a.switchWal();
            b.rewindWithout(a, CHECKPOINT_SOURCE, WAKE_SOURCE);

            assertThatThrownBy(() -> b.start(Duration.ofSeconds(3)))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("to be ready for queries");
            assertThat(a.standbys()).anyMatch(standby -> standby.isStreaming());
        }

        a.execute("CREATE TABLE wakes_it()");
        org.awaitility.Awaitility.await().until(b::isStandby);
        b.awaitReplay(a.currentLsn());
        assertThat(b).isStandby().isInSyncWith(a).hasSameContentAs(a);
    }

    @Test
    @Tag("RWD-03")
    @Tag("OBS-07")
    @Tag("critical")
    @Scenario(
            situation =
                    "The old primary is rewound right after the promotion, while its checkpoint is still under way.",
            expectation = "It is rewound.",
            reality =
                    "Up to PostgreSQL 15 the control file of the source still names the old timeline: no rewind required, exit code 0, nothing done. From 16 it is rewound. A checkpoint on the source helps.",
            source = "catalogue RWD-03, OBS-07; PostgreSQL 16 release notes",
            severity = "critical")
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
    @Tag("RWD-15")
    @Tag("medium")
    @Scenario(
            situation = "pg_rewind is asked to write the configuration of the standby.",
            expectation = "It writes where to stream from.",
            reality = "It writes everything it was called with, the password too, and no application_name.",
            source = "catalogue RWD-15; PostgreSQL documentation, pg_rewind",
            severity = "medium")
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
    @Tag("RWD-14")
    @Tag("SPB-04")
    @Tag("critical")
    @Scenario(
            situation = "A node is rewound and started without getting its own configuration and signal file back.",
            expectation = "It is a standby of the source.",
            reality =
                    "It has the configuration of the source, and no standby.signal: it is a second primary, on the same timeline.",
            source = "catalogue RWD-14, SPB-04, CFG-04; psqlmaster/gorgona issue 4",
            severity = "critical")
    @ReplicatedPostgres(archive = ArchiveMode.NONE)
    void withoutItsOwnConfigurationTheRewoundNodeIsASecondPrimary(Cluster cluster) {
        Node a = cluster.primary();
        Node b = splitBrain(cluster);

        b.rewindWithout(a, RESTORE_CONFIGURATION);
        assertThat(b.hasFile("standby.signal")).isFalse();
        assertThat(b.readFile("postgresql.conf")).isEqualTo(a.readFile("postgresql.conf"));
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
