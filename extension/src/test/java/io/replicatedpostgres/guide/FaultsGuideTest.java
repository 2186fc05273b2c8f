package io.replicatedpostgres.guide;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.Cut.REFUSE;
import static io.replicatedpostgres.fault.Faults.CLIENTS;
import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.fault.Faults.clientsCut;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.fault.Faults.latency;
import static io.replicatedpostgres.fault.ReplicationFaults.replayPaused;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Injected;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.ReplicationFaults;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import java.sql.Connection;
import java.sql.SQLException;
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
    void aSlowNetworkToTheClient(Cluster cluster) throws SQLException {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE orders (id int)");
        try (Connection service = cluster.dataSource().getConnection()) {
            service.setNetworkTimeout(Runnable::run, 500); // as socketTimeout of the URL

            SQLException told = cluster.getDuring(
                    latency(primary, CLIENTS, Duration.ofSeconds(5)),
                    () -> catchThrowableOfType(
                            SQLException.class,
                            () -> service.createStatement().execute("INSERT INTO orders VALUES (1)")));

            assertThat(told.getSQLState()).startsWith("08");
        }
        assertThat(primary.query("SELECT id FROM orders")).containsExactly("1"); // late is not lost: the write is there
    }
    // endregion

    // region yours
    @Test
    @ReplicatedPostgres
    void aStandbyMissesYourWriteUntilItHasReplayedIt(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();
        primary.execute("CREATE TABLE orders (id int)");
        cluster.awaitInSync();

        cluster.during(replayPaused(standby), () -> {
            primary.execute("INSERT INTO orders VALUES (1)");
            assertThat(standby.query("SELECT id FROM orders")).isEmpty();
        });

        standby.awaitReplay(primary.currentLsn());
        assertThat(standby.query("SELECT id FROM orders")).containsExactly("1");
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
