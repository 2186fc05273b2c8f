package io.replicatedpostgres.guide;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.Cut.REFUSE;
import static io.replicatedpostgres.fault.Faults.CLIENTS;
import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.fault.Faults.clientsCut;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.fault.Faults.latency;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.ReplicationFaults;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FaultsGuideTest {

    // region during
    @Test
    @ReplicatedPostgres
    void whatIsNotShippedArrivesWhenTheLinkIsBack(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();

        cluster.during(isolated(primary), () -> primary.execute("CREATE TABLE not_shipped_yet (id int)"));

        standby.awaitReplay(primary.currentLsn());
        assertThat(standby.query("SELECT * FROM not_shipped_yet")).isEmpty();
    }
    // endregion

    // region inject
    @Test
    @ReplicatedPostgres
    void severalFaultsHoldTogether(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        Injected slow = cluster.inject(latency(primary, standby, Duration.ofMillis(50)));
        try (Injected stale = cluster.inject(ReplicationFaults.replayPaused(standby))) {
            primary.execute("CREATE TABLE t (id int)");
            assertThat(standby.query("SELECT to_regclass('t')")).containsExactly((String) null);
        }
        slow.heal(); // what is not healed by hand heals when the cluster closes
        cluster.awaitInSync();
    }
    // endregion

    // region cuts
    @Test
    @ReplicatedPostgres
    void whatAClientSees(Cluster cluster) {
        Node primary = cluster.primary();

        cluster.during(
                clientsCut(primary, REFUSE),
                () -> assertThatThrownBy(() -> primary.dataSource().getConnection())
                        .hasMessageContaining("refused"));
    }
    // endregion

    // region clients
    @Test
    @ReplicatedPostgres
    void aSlowNetworkToTheClient(Cluster cluster) {
        Node primary = cluster.primary();

        String database = cluster.getDuring(latency(primary, CLIENTS, Duration.ofMillis(50)), () -> {
            try (Connection service = cluster.dataSource().getConnection()) {
                return service.getCatalog();
            }
        });

        assertThat(database).isEqualTo("postgres");
    }
    // endregion

    // region between
    @Test
    @ReplicatedPostgres
    void aSlotKeepsWhatItsStandbyDoesNotGet(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        Lsn before = primary.currentLsn();

        cluster.during(between(primary, standby), () -> {
            primary.writeWal(DataSize.megabytes(3));
            assertThat(primary.slot("node_2")).retainsFrom(before);
            assertThat(standby.lag().notReceived()).isGreaterThan(DataSize.megabytes(2));
        });

        cluster.awaitInSync();
        assertThat(standby).isWithin(DataSize.kilobytes(64));
    }
    // endregion
}
