package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What a connection says of itself, when it lives and when its server is gone. */
@ReplicatedPostgres
class ConnectionHealthTest {

    @Test
    void aCopyThatLostItsServerLetsGoOfTheConnection(Cluster cluster) throws Exception {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE copied (line text)");
        Connection connection = UnderTest.connect(cluster, UnderTest.url(primary));
        var copy = Copy.into(connection, "COPY copied FROM STDIN");
        copy.write("one\n".getBytes(StandardCharsets.UTF_8));

        primary.kill();
        assertThatThrownBy(() -> Within.time("the end of a COPY", copy::end)).isInstanceOf(SQLException.class);
        boolean valid = Within.time("isValid(1) after a COPY that lost its server", () -> connection.isValid(1));

        assertThat(valid).isFalse();
    }

    @Test
    void twoThreadsMayAskAtOnce(Cluster cluster) throws Exception {
        Connection connection = UnderTest.connect(cluster, UnderTest.url(cluster.primary()));

        var other = new Thread(() -> ask(connection));
        other.setDaemon(true);
        other.start();
        Within.time("isValid of two threads", () -> ask(connection));
        Within.time("isValid of two threads", () -> {
            other.join();
            return true;
        });
    }

    private static boolean ask(Connection connection) {
        try {
            for (int i = 0; i < 1000; i++) {
                connection.isValid(5);
            }
            return true;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
