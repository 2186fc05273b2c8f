package io.replicatedpostgres.assertions;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DataSize;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Stopped, frozen, behind, not streaming. */
@ReplicatedPostgres
class NodesOutOfReachTest {

    @Test
    void aStoppedNodeFailsWhateverIsAskedOfIt(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();

        standby.stop();

        assertThat(standby).isStopped();
        assertThatThrownBy(() -> assertThat(standby).isRunning())
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected node-2 to run, but no process of it does. Log: "
                        + standby.log().path());
        assertThatThrownBy(() -> assertThat(standby).isOnTimeline(1))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected node-2 to be on timeline 1, but it is: node-2 stopped. Log: ");
        Stream.<Runnable>of(
                        () -> assertThat(standby).isReadOnly(),
                        () -> assertThat(standby).hasDatabase("postgres"),
                        () -> assertThat(standby).lacksDatabase("other"),
                        () -> assertThat(standby).hasSlot("air"),
                        () -> assertThat(standby).lacksSlot("air"),
                        () -> assertThat(standby).isStreamingFrom(primary),
                        () -> assertThat(standby).hasSameContentAs(primary))
                .forEach(assertion -> assertThatThrownBy(assertion::run)
                        .isInstanceOf(AssertionError.class)
                        .hasMessageStartingWith("expected node-2 to ")
                        .hasMessageContainingAll(
                                "but: could not connect to node-2",
                                "It is: node-2 stopped",
                                "Log: " + standby.log().path()));
    }

    @Test
    void aStoppedUpstreamIsNamed(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();

        primary.stop();

        assertThatThrownBy(() -> assertThat(standby).isStreamingFrom(primary))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected node-2 to stream from node-1, but: could not connect to node-1");
        assertThatThrownBy(() -> assertThat(standby).isInSyncWith(primary))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected node-2 to be in sync with node-1, but: could not connect to node-1");
        assertThatThrownBy(() -> assertThat(cluster).isInSync())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "expected one primary with standbys in sync, but node-1 stopped, node-2 standby");
        assertThatThrownBy(() -> assertThat(cluster).hasSameContent())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected nodes to compare, but node-1 stopped, node-2 standby");
        assertThat(standby).hasNotDivergedFrom(primary);
        assertThatThrownBy(() -> assertThat(standby).hasDivergedFrom(primary))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected node-2 to have diverged from node-1, but it has not: node-2 standby")
                .hasMessageContaining(", node-1 stopped. Log: ");
    }

    @Test
    @ReplicatedPostgres(standbys = 2)
    void aFrozenStandbyIsNotInSyncThoughTheOtherOneIs(Cluster cluster) {
        assertThat(cluster).isInSync();
        Node frozen = cluster.node("node-3");

        frozen.pause();

        assertThat(frozen).isRunning();
        assertThatThrownBy(() -> assertThat(cluster).isInSync())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("expected one primary with standbys in sync, but node-1 primary")
                .hasMessageContaining("node-3 unresponsive");
        assertThatThrownBy(() -> assertThat(cluster).hasSameContent())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("node-3 unresponsive");
    }

    @Test
    void aStandbyThatIsBehindSaysHowFar(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        standby.execute("SELECT pg_wal_replay_pause()");

        var position = primary.writeWal(DataSize.kilobytes(1));

        String wanted = "expected node-2 to be in sync with node-1 at " + primary.currentLsn()
                + ", but it is: node-2 standby timeline 1 at " + standby.state().replayed() + ". Log: "
                + standby.log().path();
        assertThat(primary.currentLsn()).isGreaterThanOrEqualTo(position);
        assertThatThrownBy(() -> assertThat(cluster).isInSync())
                .isInstanceOf(AssertionError.class)
                .hasMessage(wanted);
        assertThatThrownBy(() -> assertThat(standby).isInSyncWith(primary))
                .isInstanceOf(AssertionError.class)
                .hasMessage(wanted);
    }

    @Test
    @ReplicatedPostgres(settings = {"wal_log_hints = off", "autovacuum = off"}) // else reading writes WAL
    void aStandbyThatHasAllAndDoesNotStreamIsNotInSync(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        primary.execute("ALTER ROLE repl NOLOGIN");
        cluster.awaitInSync();

        primary.query("SELECT pg_terminate_backend(pid) FROM pg_stat_replication");
        await().until(() -> standby.receiver().isEmpty());

        assertThatThrownBy(() -> assertThat(cluster).isInSync())
                .isInstanceOf(AssertionError.class)
                .hasMessage("expected node-2 to stream, but its walreceiver is not there. Log: "
                        + standby.log().path());
        assertThatThrownBy(() -> assertThat(standby).isStreamingFrom(primary))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll(
                        "its walreceiver is not there and node-1 sees no walsender for it",
                        "Log: " + standby.log().path());
    }
}
