package io.replicatedpostgres.observe;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.model.Illusion.IDLE_TIMESTAMPS;
import static io.replicatedpostgres.model.Illusion.LOOPING_ON_A_FORK;
import static io.replicatedpostgres.model.Illusion.REPLAY_STOPPED;
import static io.replicatedpostgres.model.Illusion.REWIND_DID_NOTHING;
import static io.replicatedpostgres.model.Illusion.STREAMING_FROM_NOBODY;
import static io.replicatedpostgres.model.Illusion.STREAMING_OVER_A_DEAD_LINK;
import static io.replicatedpostgres.model.Illusion.TWIN_TIMELINES;
import static io.replicatedpostgres.model.ProcessKind.CHECKPOINTER;
import static io.replicatedpostgres.model.ProcessKind.WALRECEIVER;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.Remedy;
import io.replicatedpostgres.model.RewindResult;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Each detector on a cluster where it fires. Where they stay silent: {@link #aHealthyClusterUnderLoadShowsNothing}, and for
 * old timestamps {@link #timestampsThatAreOldBecauseReplayStandsStill}.
 */
class FalseHealthTest {

    @Test
    @ReplicatedPostgres(standbys = 2)
    void twinTimelines(Cluster cluster) {
        Node b = cluster.node("node-2");
        Node c = cluster.node("node-3");
        cluster.primary().kill();

        b.promote();
        assertThat(cluster).hasNotShown(TWIN_TIMELINES);
        c.promote();

        FalseHealth seen = await(cluster, TWIN_TIMELINES);
        assertThat(seen.text()).contains("is a primary on timeline 2, and so was");
        assertThat(b.history()).isEqualTo(c.history());
    }

    @Test
    @ReplicatedPostgres
    void streamingOverADeadLink(Cluster cluster) {
        Node primary = cluster.primary();

        cluster.during(Faults.between(primary, cluster.standby()), () -> {
            primary.execute("CREATE TABLE t()");
            FalseHealth seen = await(cluster, STREAMING_OVER_A_DEAD_LINK);

            assertThat(seen.node()).isEqualTo(cluster.standby().ref());
            assertThat(cluster.standby()).isStreamingFrom(primary);
        });
    }

    @Test
    @ReplicatedPostgres(settings = "wal_sender_timeout = 1s")
    void streamingFromNobody(Cluster cluster) {
        try (var frozen = cluster.standby().pause(WALRECEIVER)) {
            await(cluster, STREAMING_FROM_NOBODY);

            assertThat(cluster.primary().standbys()).isEmpty();
        }
    }

    @Test
    @ReplicatedPostgres
    void replayStopped(Cluster cluster) {
        cluster.standby().queryPastLinks("SELECT pg_wal_replay_pause()::text");
        cluster.primary().execute("CREATE TABLE t()");

        FalseHealth seen = await(cluster, REPLAY_STOPPED);

        assertThat(seen.text()).contains("has not replayed past");
        assertThat(cluster.standby()).isStreamingFrom(cluster.primary());
        assertThat(cluster).hasShown(REPLAY_STOPPED).hasNotShown(STREAMING_OVER_A_DEAD_LINK);
        assertThatThrownBy(() -> assertThat(cluster).hasNotShown(REPLAY_STOPPED))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected no replay stopped, but node-2 has received");
        assertThatThrownBy(() -> assertThat(cluster).hasShown(TWIN_TIMELINES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected twin timelines to have been seen");
    }

    @Test
    @ReplicatedPostgres
    void timestampsThatLieWhenIdle(Cluster cluster) {
        cluster.primary().execute("CREATE TABLE t()");
        cluster.awaitInSync();

        await(cluster, IDLE_TIMESTAMPS);

        assertThat(cluster).isInSync().hasNotShown(REPLAY_STOPPED);
    }

    @Test
    @ReplicatedPostgres
    void timestampsThatAreOldBecauseReplayStandsStill(Cluster cluster) {
        Node standby = cluster.standby();
        try (Workload load = Workload.inserts(cluster, Clients.of(1))) {
            load.awaitAcknowledged(50);
            standby.queryPastLinks("SELECT pg_wal_replay_pause()::text");

            Await.orFail("the last replayed transaction did not grow old", Duration.ofSeconds(30))
                    .until(
                            "older than 7 s",
                            () -> standby.queryPastLinks(
                                    "SELECT (now() - pg_last_xact_replay_timestamp() > interval '7 s')::text"),
                            List.of("true")::equals);

            assertThat(cluster).hasShown(REPLAY_STOPPED).hasNotShown(IDLE_TIMESTAMPS);
        }
        standby.queryPastLinks("SELECT pg_wal_replay_resume()::text");
    }

    @Test
    @ReplicatedPostgres
    void aRewindThatDidNothing(Cluster cluster) {
        assumeThat(cluster.version().isAtLeast(16))
                .as("16 sees the new timeline at once")
                .isFalse();
        Node old = cluster.primary();
        Node heir = cluster.standby();
        old.execute("CREATE TABLE t (id int)");
        cluster.awaitInSync();
        try (var frozen = heir.pause(CHECKPOINTER)) {
            heir.promote();
            old.execute("INSERT INTO t VALUES (1)");
            heir.execute("INSERT INTO t VALUES (2)");
            old.stop(StopMode.FAST);

            RewindResult result = old.rewindWithout(heir, Remedy.CHECKPOINT_SOURCE);

            assertThat(result.nothingDone()).isTrue();
            assertThat(cluster).hasShown(REWIND_DID_NOTHING);
        }
    }

    @Test
    @ReplicatedPostgres
    void anOldPrimaryThatLoopsOnAFork(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        cluster.during(Faults.between(old, heir), () -> {
            heir.promote();
            old.execute("CREATE TABLE past_the_fork()");
        });
        old.stop(StopMode.FAST);
        old.follow(heir);
        heir.execute("CREATE TABLE other()");

        old.start();

        await(cluster, LOOPING_ON_A_FORK);
        assertThat(old).isStandby();
    }

    @Test
    @ReplicatedPostgres(standbys = 2)
    void aHealthyClusterUnderLoadShowsNothing(Cluster cluster) {
        Node old = cluster.primary();
        Workload load = Workload.inserts(cluster, Clients.of(2));
        load.awaitAcknowledged(500);
        Node heir = cluster.failover();
        load.awaitAcknowledged(500);
        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        Node third = cluster.nodes().stream()
                .filter(node -> node != old && node != heir)
                .findFirst()
                .orElseThrow();
        heir.stop();
        third.promote();
        old.follow(third);
        load.awaitAcknowledged(500);
        load.close();
        heir.rewindTo(third);
        heir.start();
        cluster.awaitInSync();

        for (Illusion illusion : Illusion.values()) {
            if (illusion != IDLE_TIMESTAMPS) {
                assertThat(cluster).hasNotShown(illusion);
            }
        }
    }

    private static FalseHealth await(Cluster cluster, Illusion wanted) {
        return Await.orFail(wanted.words() + " was not seen", Duration.ofSeconds(30))
                .until("it", cluster::falseHealth, all -> all.stream().anyMatch(seen -> seen.illusion() == wanted))
                .stream()
                .filter(seen -> seen.illusion() == wanted)
                .findFirst()
                .orElseThrow();
    }
}
