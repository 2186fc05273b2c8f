package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** The timeouts of a connection whose server freezes: the kernel goes on taking what is sent, and no answer comes. */
@ReplicatedPostgres
class FrozenServerTest {

    @Test
    void isValidHonoursItsTimeout(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        Connection connection = UnderTest.connect(cluster, UnderTest.url(primary), "cancelSignalTimeout=1");

        primary.pause();
        boolean valid = Within.time("isValid(1)", () -> connection.isValid(1));

        assertThat(valid).isFalse();
    }

    @Test
    void isValidHonoursTheNetworkTimeout(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        Connection connection = UnderTest.connect(cluster, UnderTest.url(primary));
        connection.setNetworkTimeout(Runnable::run, 500);

        primary.pause();
        boolean valid = Within.time("isValid(600) with a network timeout of 500 ms", () -> connection.isValid(600));

        assertThat(valid).isFalse();
    }

    @Test
    void isValidDoesNotWaitForACancelRequest(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        Connection connection = UnderTest.connect(cluster, UnderTest.url(primary), "cancelSignalTimeout=600");

        primary.pause();
        boolean valid = Within.time("isValid(1) with cancelSignalTimeout=600", () -> connection.isValid(1));

        assertThat(valid).isFalse();
    }

    @Test
    void cancelHonoursItsTimeout(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        Connection connection = UnderTest.connect(cluster, UnderTest.url(primary), "cancelSignalTimeout=1");
        Statement statement = connection.createStatement();
        var asleep = new Thread(() -> sleepIn(statement));
        asleep.setDaemon(true);
        asleep.start();
        await().until(() ->
                primary.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'")
                                .size()
                        == 1);

        primary.pause();
        boolean returned = Within.time("cancel() with cancelSignalTimeout=1", () -> {
            statement.cancel();
            return true;
        });

        assertThat(returned).isTrue();
    }

    @Test
    void aStatementHonoursTheSocketTimeout(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        Connection connection = UnderTest.connect(cluster, UnderTest.url(primary), "socketTimeout=1");

        primary.pause();

        assertThatThrownBy(() -> Within.time(
                        "a statement with socketTimeout=1",
                        () -> connection.createStatement().execute("SELECT 1")))
                .isInstanceOf(SQLException.class);
    }

    private static void sleepIn(Statement statement) {
        try {
            statement.execute("SELECT pg_sleep(600)");
        } catch (SQLException e) {
            // cancelled, or the server ended: the test does not look at it
        }
    }
}
