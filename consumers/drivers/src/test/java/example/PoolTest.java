package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** HikariCP on servers that freeze, and on connections that are not wanted any more. */
@ReplicatedPostgres
class PoolTest {

    private static final String SESSIONS = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'pooled'";

    @Test
    void aPoolDoesNotHangOnAFrozenServer(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        try (var pool = Pool.of(
                cluster,
                UnderTest.url(primary),
                "maximumPoolSize=1",
                "connectionTimeout=1000",
                "validationTimeout=500")) {
            pool.getConnection().close();
            primary.pause();
            pool.awaitUnverified();

            assertThatThrownBy(() -> Within.time("getConnection() with connectionTimeout=1000", pool::getConnection))
                    .isInstanceOf(SQLException.class);
            primary.resume();
        }
    }

    @Test
    void anEvictedConnectionIsClosedWhenItIsReturned(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        try (var pool = Pool.of(cluster, UnderTest.url(primary), "maximumPoolSize=1", "minimumIdle=0")) {
            Connection connection = pool.getConnection();
            assertThat(primary.query(SESSIONS)).hasSize(1);

            pool.softEvictConnections();
            connection.close();

            await().untilAsserted(() -> assertThat(primary.query(SESSIONS))
                    .as("sessions of the pool")
                    .isEmpty());
        }
    }
}
