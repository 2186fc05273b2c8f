package io.replicatedpostgres.cluster;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.fault.Faults.CLIENTS;
import static io.replicatedpostgres.fault.Faults.bandwidth;
import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.fault.Faults.clientsCut;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.fault.Faults.latency;
import static io.replicatedpostgres.fault.Faults.limitedTo;

import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.model.SqlException;
import io.replicatedpostgres.spec.ClusterSpec;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Links between the test's clients and a node, and bodies that throw. */
class ClientFaultsTest {

    @Test
    @ReplicatedPostgres
    void whatClientsSendOrHearIsLateAndReplicationIsNot(Cluster cluster) throws SQLException {
        Node primary = cluster.primary();
        Duration late = Duration.ofMillis(200);
        try (Connection client = primary.dataSource().getConnection()) {
            ask(client);

            for (Fault fault : new Fault[] {latency(CLIENTS, primary, late), latency(primary, CLIENTS, late)}) {
                long took = cluster.getDuring(fault, () -> {
                    long began = System.nanoTime();
                    ask(client);
                    return System.nanoTime() - began;
                });

                assertThat(Duration.ofNanos(took)).isGreaterThanOrEqualTo(late);
                assertThat(fault.targets()).containsExactly(primary.ref());
            }
        }
        assertThat(cluster).isInSync();
    }

    @Test
    @ReplicatedPostgres
    void clientsCanBeASideOfACutAndReplicationGoesOn(Cluster cluster) {
        Node primary = cluster.primary();

        cluster.during(between(CLIENTS, primary, Cut.REFUSE), () -> {
            assertThatThrownBy(() -> primary.query("SELECT 1")).hasMessageContaining("refused");
            primary.writeWal(DataSize.kilobytes(1));
            cluster.awaitInSync();
        });
        cluster.during(
                isolated(CLIENTS, Cut.RESET),
                () -> cluster.nodes()
                        .forEach(node ->
                                assertThatThrownBy(() -> node.query("SELECT 1")).isInstanceOf(SqlException.class)));
        cluster.during(
                limitedTo(primary, CLIENTS, 2_000),
                () -> assertThatThrownBy(() -> primary.query("SELECT repeat('x', 10000)"))
                        .isInstanceOf(SqlException.class));
        cluster.during(
                bandwidth(CLIENTS, primary, 100),
                () -> assertThat(primary.query("SELECT 1")).containsExactly("1"));
        assertThat(primary.query("SELECT 1")).containsExactly("1");
    }

    @Test
    @ReplicatedPostgres
    void whatABodyThrowsComesOutAndTheFaultIsHealed(Cluster cluster) {
        Node primary = cluster.primary();

        assertThatThrownBy(() -> cluster.during(clientsCut(primary, Cut.REFUSE), () -> {
                    throw new IOException("the body");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the body");
        assertThatThrownBy(() -> cluster.during(clientsCut(primary, Cut.REFUSE))
                        .stays("it is a primary", primary::isPrimary)
                        .run(() -> primary.dataSource().getConnection().close()))
                .isInstanceOf(SQLException.class);
        String seen = cluster.getDuring(
                latency(CLIENTS, primary, Duration.ofMillis(1)),
                () -> primary.query("SELECT 2").get(0));

        assertThat(seen).isEqualTo("2");
        assertThat(primary.query("SELECT 1")).containsExactly("1");
    }

    @Test
    void clientsAreNoNode() {
        assertThatThrownBy(() -> latency(CLIENTS, CLIENTS, Duration.ofMillis(5)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("Name two nodes, or CLIENTS and a node");
        assertThatThrownBy(() -> clientsCut(CLIENTS, Cut.FREEZE)).hasMessageContaining("it is about a node");
        assertThatThrownBy(() -> ClusterSpec.builder().primaryName("clients").build())
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("names: \"clients\": faults between clients and a node call the clients that");
    }

    private static void ask(Connection client) throws SQLException {
        try (var statement = client.createStatement()) {
            statement.execute("SELECT 1");
        }
    }
}
