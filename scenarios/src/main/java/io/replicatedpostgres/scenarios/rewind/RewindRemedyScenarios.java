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
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.LogMark;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.spec.ArchiveMode;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each thing that must be done around {@code pg_rewind}: what happens without it, and that it helps. */
@Tag("quick")
public class RewindRemedyScenarios {

    @Test
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
    @ReplicatedPostgres
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
            org.awaitility.Awaitility.await()
                    .until(() -> a.standbys().stream().anyMatch(standby -> standby.isStreaming()));
        }

        a.execute("CREATE TABLE wakes_it()");
        org.awaitility.Awaitility.await().until(b::isStandby);
        b.awaitReplay(a.currentLsn());
        assertThat(b).isStandby().isInSyncWith(a).hasSameContentAs(a);
    }

    @Test
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
