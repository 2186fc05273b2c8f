package io.replicatedpostgres.observe;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.model.Illusion.IDLE_TIMESTAMPS;
import static io.replicatedpostgres.model.Illusion.LOOPING_ON_A_FORK;
import static io.replicatedpostgres.model.Illusion.REPLAY_STOPPED;
import static io.replicatedpostgres.model.Illusion.STREAMING_FROM_NOBODY;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.SessionFaults;
import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Standby;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.provision.Background;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What looked wrong once and is not: on servers, nothing is said of it, or it is said of the right one. */
class NoFalseFindingTest {

    /** B1 and B2: the healthy primary's walsender says what the patient says, and their positions lie on two timelines. */
    @Test
    @ReplicatedPostgres
    void aForkIsThePatientsAndNothingOfItIsIdle(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        cluster.during(Faults.between(old, heir), () -> {
            heir.promote();
            old.writeWal(DataSize.megabytes(3));
            old.execute("CREATE TABLE past_the_fork()");
        });
        old.stop(StopMode.FAST);
        old.follow(heir);
        heir.execute("CREATE TABLE other()");
        old.start();

        Findings.await(cluster, LOOPING_ON_A_FORK);
        Findings.passes(heir, Duration.ofSeconds(6));

        assertThat(cluster.falseHealth())
                .filteredOn(seen -> seen.illusion() == LOOPING_ON_A_FORK)
                .extracting(FalseHealth::node)
                .containsExactly(old.ref());
        assertThat(cluster).hasNotShown(IDLE_TIMESTAMPS);
    }

    /** B3: the upstream is paused for longer than the patience, with a timeout that ends its walsender. */
    @Test
    @ReplicatedPostgres(settings = "wal_sender_timeout = 1s")
    void anUpstreamThatWasPaused(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();

        primary.pause();
        Findings.passes(standby, Duration.ofMillis(3500));
        primary.resume();
        primary.execute("CREATE TABLE t()");
        cluster.awaitInSync();
        Findings.passes(standby, Duration.ofSeconds(1));

        assertThat(cluster).hasNotShown(STREAMING_FROM_NOBODY);
    }

    /** B4: as configured; and when it stands still for another reason, that is said. */
    @Test
    @ReplicatedPostgres(standby = @Standby(settings = "recovery_min_apply_delay = 4s"))
    void aStandbyThatIsDelayedOnPurpose(Cluster cluster) {
        Node standby = cluster.standby();
        try (Workload load = Workload.inserts(cluster, Clients.of(1))) {
            load.awaitAcknowledged(1);
            Findings.passes(standby, Duration.ofSeconds(9));

            assertThat(cluster).hasNotShown(REPLAY_STOPPED);

            standby.queryPastLinks("SELECT pg_wal_replay_pause()::text");
            assertThat(Findings.await(cluster, REPLAY_STOPPED).text()).contains("replay is paused");
            standby.queryPastLinks("SELECT pg_wal_replay_resume()::text");
        }
    }

    @Test
    @ReplicatedPostgres(settings = "max_standby_streaming_delay = -1")
    void aReplayThatWaitsForAQuery(Cluster cluster) {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 100)");
        cluster.awaitInSync();
        cluster.during(SessionFaults.longQuery(cluster.standby()), () -> {
            primary.execute("DELETE FROM t");
            primary.execute("VACUUM t");

            assertThat(Findings.await(cluster, REPLAY_STOPPED).text())
                    .contains("queries on it are in the way", "max_standby_streaming_delay = -1");
        });
    }

    /** A24: a client can give itself any name. */
    @Test
    @ReplicatedPostgres(standby = {@Standby, @Standby(upstream = "node-2")})
    void aClientThatCallsItselfLikeAStandby(Cluster cluster) {
        Node primary = cluster.primary();
        Node far = cluster.node("node-3");
        CompletableFuture<Void> impostor = Background.begin(() -> {
            assertThatCode(() -> primary.tool("pg_receivewal")
                            .with("-D", primary.dataDirectory() + "/..", "-d", "application_name=node-3")
                            .within(Duration.ofSeconds(8))
                            .run())
                    .isInstanceOf(DeadlineException.class);
        });
        Await.orFail("it did not come", cluster.deadline())
                .until(
                        "a walsender for it",
                        primary::standbys,
                        rows -> rows.stream()
                                .anyMatch(row -> row.applicationName().equals("node-3") && row.isStreaming()));

        assertThat(far).isStreamingFrom(cluster.node("node-2"));
        assertThatThrownBy(() -> assertThat(far).isStreamingFrom(primary))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("another client of that name: node-3 is connected to node-2");
        assertThat(far.whyNotStreamingFrom(cluster.node("node-2"))).isEmpty();
        impostor.join();
    }

    /** A slow link, restarts, a pause, a switchover, synchronous commits: whatever a healthy cluster does, under load. */
    @Test
    @ReplicatedPostgres(standbys = 2, synchronousStandbys = "ANY 1 (*)")
    void aHealthyCluster(Cluster cluster) {
        Node primary = cluster.primary();
        Node second = cluster.node("node-2");
        Node third = cluster.node("node-3");
        try (Workload load = Workload.inserts(cluster, Clients.of(2))) {
            cluster.during(Faults.latency(primary, second, Duration.ofMillis(700)), () -> load.awaitAcknowledged(50));
            second.restart();
            third.pause();
            Findings.passes(primary, Duration.ofSeconds(3));
            third.resume();
            primary.restart();
            load.awaitAcknowledged(50);
            cluster.switchover(second);
            load.awaitAcknowledged(50);
            third.restart(StopMode.IMMEDIATE);
            cluster.awaitInSync();
            Findings.passes(second, Duration.ofSeconds(6));
        }

        assertThat(cluster.falseHealth())
                .filteredOn(seen -> seen.illusion() != IDLE_TIMESTAMPS)
                .isEmpty();
        assertThat(List.of(primary, second, third)).allMatch(Node::isRunning);
    }
}
