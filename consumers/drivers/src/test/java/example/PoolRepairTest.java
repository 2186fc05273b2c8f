package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** How HikariCP gets over servers that come later, and over connections that no longer do what they did. */
@ReplicatedPostgres
class PoolRepairTest {

    @Test
    void aPoolThatMayWaitForItsServerWaits(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        KeptSockets.forget();
        var starting = new FutureTask<>(() -> Pool.of(
                cluster,
                UnderTest.url(primary) + "?socketFactory=" + KeptSockets.class.getName(),
                "initializationFailTimeout=60000"));

        cluster.during(Faults.clientsCut(primary, Cut.REFUSE), () -> {
            new Thread(starting).start();
            // the first attempt is over: the pool gave up, or tries again
            await().until(() -> starting.isDone() || KeptSockets.made() > 1);
        });

        try (var pool = Within.time("the start of a pool", starting::get)) {
            assertThat(pool.getConnection().isValid(5)).isTrue();
        }
    }

    @Test
    void aConnectionWithAStalePlanLeavesThePool(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE planned AS SELECT 1 AS one");
        try (var pool = Pool.of(
                cluster, UnderTest.url(primary) + "?prepareThreshold=1", "maximumPoolSize=1", "autoCommit=false")) {
            Connection stale = pool.getConnection();
            String session = session(stale);
            PreparedStatement planned = stale.prepareStatement("SELECT * FROM planned");
            planned.executeQuery();
            stale.commit();

            primary.execute("ALTER TABLE planned ADD two int");
            assertThatThrownBy(planned::executeQuery)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("cached plan must not change result type");
            stale.close();

            try (Connection next = pool.getConnection()) {
                assertThat(session(next)).as("the next session is another").isNotEqualTo(session);
            }
        }
    }

    private static String session(Connection connection) throws SQLException {
        try (ResultSet answer = connection.createStatement().executeQuery("SELECT pg_backend_pid()")) {
            answer.next();
            return answer.getString(1);
        }
    }
}
