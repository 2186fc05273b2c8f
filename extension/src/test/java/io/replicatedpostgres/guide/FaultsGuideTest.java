package io.replicatedpostgres.guide;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Cut.REFUSE;
import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.fault.Faults.clientsCut;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.fault.Faults.latency;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.ReplicationFaults;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@ReplicatedPostgres
class FaultsGuideTest {

    @Test
    void aFaultHoldsDuringWhatIsDone(Cluster cluster) {
        // region during
        Node primary = cluster.primary();
        Node standby = cluster.standby();

        cluster.during(isolated(primary), () -> primary.execute("CREATE TABLE not_shipped_yet (id int)"));

        standby.awaitReplay(primary.currentLsn());
        // endregion
        assertThat(standby.query("SELECT * FROM not_shipped_yet")).isEmpty();
    }

    @Test
    void severalFaultsHoldTogether(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        // region inject
        Injected slow = cluster.inject(latency(primary, standby, Duration.ofMillis(50)));
        try (Injected stale = cluster.inject(ReplicationFaults.replayPaused(standby))) {
            primary.execute("CREATE TABLE t (id int)");
            assertThat(standby.query("SELECT to_regclass('t')")).containsExactly((String) null);
        }
        slow.heal(); // what is not healed by hand heals when the cluster closes
        // endregion
        cluster.awaitInSync();
    }

    @Test
    void whatAClientSees(Cluster cluster) {
        Node primary = cluster.primary();
        // region cuts
        cluster.during(
                clientsCut(primary, REFUSE),
                () -> assertThatThrownBy(() -> primary.dataSource().getConnection())
                        .hasMessageContaining("refused"));
        // endregion
        // region between
        Lsn before = primary.currentLsn();
        cluster.during(between(primary, cluster.standby()), () -> {
            primary.writeWal(DataSize.megabytes(3));
            assertThat(primary.slot("node_2")).retainsFrom(before);
        });
        // endregion
        cluster.awaitInSync();
    }
}
