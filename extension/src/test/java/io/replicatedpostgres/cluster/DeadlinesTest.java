package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.fault.SlotFaults;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.StopMode;
import io.replicatedpostgres.spec.ClusterSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What does not come to its end is ended, and says what it waited for. */
class DeadlinesTest {

    @Test
    void aFastStopOverAFrozenLinkNamesTheWalsenderAndTheFault() {
        try (Cluster cluster = Cluster.start()) {
            Node primary = cluster.primary();
            Injected frozen = cluster.inject(Faults.isolated(primary));

            assertThatThrownBy(() -> primary.stop(StopMode.FAST, Duration.ofSeconds(1)))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("node-1 did not stop (FAST)")
                    .hasMessageContaining("walsender")
                    .hasMessageContaining("isolated, frozen (node-1 ⇹ all others)");

            frozen.heal();
            primary.stop();
            assertThat(primary.isRunning()).isFalse();
        }
    }

    @Test
    void aSmartStopNamesTheClientItWaitsFor() throws SQLException {
        try (Cluster cluster = Cluster.start(ClusterSpec.builder().standbys(0).build())) {
            Node primary = cluster.primary();
            try (Connection open = primary.dataSource().getConnection()) {
                assertThat(open.isValid(1)).isTrue();

                assertThatThrownBy(() -> primary.stop(StopMode.SMART, Duration.ofSeconds(1)))
                        .isInstanceOf(DeadlineException.class)
                        .hasMessageContaining(" postgres postgres ")
                        .hasMessageContaining(" idle ");
            }

            primary.stop(StopMode.SMART);
            assertThat(primary.isRunning()).isFalse();
        }
    }

    @Test
    void aRewindOverAFrozenLinkIsKilledAndHasTouchedNothing() {
        ClusterSpec spec = ClusterSpec.builder().timeout(Duration.ofSeconds(5)).build();
        try (Cluster cluster = Cluster.start(spec)) {
            Node a = cluster.primary();
            Node b = cluster.standby();
            b.promote();
            b.execute("CREATE TABLE only_on_b()");
            b.stop();
            Injected frozen = cluster.inject(Faults.between(a, b));

            assertThatThrownBy(() -> b.rewindTo(a))
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("rewind of node-2 to node-1")
                    .hasMessageContaining(
                            "This pg_rewind has changed nothing of node-2: it can be started if it could be before.")
                    .hasMessageContaining("between, frozen (node-1 ⇹ node-2)");
            b.start();
            assertThat(b.isPrimary()).isTrue();
            b.stop();

            frozen.heal();
            b.rewindTo(a);
            b.start();
            cluster.awaitInSync();
            assertThat(b.isStandby()).isTrue();
        }
    }

    @Test
    void aPausedNodeIsNotAskedToStop() {
        try (Cluster cluster = Cluster.start(ClusterSpec.builder().standbys(0).build())) {
            Node primary = cluster.primary();
            primary.pause();

            assertThatThrownBy(primary::stop)
                    .hasMessageContaining("paused")
                    .hasMessageContaining("resume()")
                    .hasMessageContaining("kill()");

            primary.kill();
            assertThat(primary.isRunning()).isFalse();
        }
    }

    @Test
    void aStandbyWhoseSlotIsLostIsSaidToBeRefused() {
        ClusterSpec spec = ClusterSpec.builder().timeout(Duration.ofSeconds(8)).build();
        try (Cluster cluster = Cluster.start(spec)) {
            Node standby = cluster.standby();
            standby.stop();
            cluster.inflict(
                    SlotFaults.invalidated(cluster.primary(), standby.ref().slotName()));
            cluster.primary().execute("CREATE TABLE not_to_be_had()");
            standby.start();

            assertThatThrownBy(cluster::awaitInSync)
                    .isInstanceOf(DeadlineException.class)
                    .hasMessageContaining("node-2 did not catch up within 8 s")
                    .hasMessageMatching(
                            "(?s).*FATAL: {2}could not (receive data from WAL stream|start WAL streaming): ERROR: .*");
        }
    }
}
