package io.replicatedpostgres.scenarios.clients;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.model.Expectation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pool keeps connections, and with them what they were good for once. */
@Tag("clients")
@Tag("quick")
public class PoolScenarios {

    private static final String READ_ONLY = "25006";

    @Test
    @Tag("CLI-02")
    @Tag("high")
    @Scenario(
            situation = "A pool may connect to any node. The primary is away for a moment, the pool fills itself with "
                    + "connections to the standby, and the primary is back.",
            expectation = "The pool finds out that its connections are of no use.",
            reality = "They are valid, since they can read. Each write fails with 25006 until the pool drops them: by "
                    + "maxLifetime (half an hour by default), or when the application evicts them.",
            source = "HikariCP issues 1802, 1556, 999")
    @ReplicatedPostgres
    void aPoolKeepsConnectionsThatCanOnlyRead(Cluster cluster) throws SQLException {
        Node primary = cluster.node("node-1");
        primary.execute("CREATE TABLE written (id int)");
        try (HikariDataSource pool = pool(cluster, Urls.of(cluster, Urls.ASK_ANEW))) {
            insert(pool, 1);

            primary.stop();
            await().ignoreExceptions().until(() -> isReadOnly(pool));
            primary.start();

            for (int i = 0; i < 10; i++) {
                assertRefused(pool, READ_ONLY);
            }
            pool.getHikariPoolMXBean().softEvictConnections();
            insert(pool, 2);
        }
        assertThat(primary.query("SELECT id FROM written ORDER BY id")).containsExactly("1", "2");
    }

    @Test
    @Tag("CLI-02")
    @Tag("SPB-05")
    @Tag("critical")
    @Expect(Expectation.SPLIT_BRAIN)
    @Scenario(
            situation =
                    "A standby is promoted while the old primary still lives. A pool has connections to the old one, and "
                            + "asks for targetServerType=primary.",
            expectation = "The driver sees to it that the connections lead to the new primary.",
            reality =
                    "Which server is a primary is asked when a connection is made, not when it is used: what is written goes "
                            + "to the old one, and will be lost. New connections go there too, as long as it says that it is a primary "
                            + "and stands first. Only when it is fenced does the pool change over.",
            source = "HikariCP issue 1802")
    @ReplicatedPostgres
    void aPoolStaysOnTheOldPrimaryUntilThatIsFenced(Cluster cluster) throws SQLException {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        old.execute("CREATE TABLE written (id int)");
        cluster.awaitInSync();
        String url = Urls.of(cluster, "targetServerType=primary", Urls.ASK_ANEW);
        try (HikariDataSource pool = pool(cluster, url)) {
            insert(pool, 1);
            cluster.awaitInSync();
            heir.promote();

            insert(pool, 2);
            pool.getHikariPoolMXBean().softEvictConnections();
            insert(pool, 3);
            old.fence();
            await().ignoreExceptions().untilAsserted(() -> insert(pool, 4));
        }

        assertThat(heir.query("SELECT id FROM written ORDER BY id")).containsExactly("1", "4");
    }

    private static HikariDataSource pool(Cluster cluster, String url) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(cluster.user());
        config.setPassword(cluster.password());
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(5_000);
        return new HikariDataSource(config);
    }

    private static boolean isReadOnly(HikariDataSource pool) throws SQLException {
        try {
            insert(pool, 0);
            return false;
        } catch (SQLException e) {
            if (READ_ONLY.equals(e.getSQLState())) {
                return true;
            }
            throw e;
        }
    }

    private static void assertRefused(HikariDataSource pool, String state) {
        assertThatThrownBy(() -> insert(pool, 0))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refused -> assertThat(refused.getSQLState()).isEqualTo(state));
    }

    private static void insert(HikariDataSource pool, int id) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO written VALUES (" + id + ")");
        }
    }
}
