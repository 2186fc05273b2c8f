package io.replicatedpostgres.guide;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.isolatedWithClients;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.DataSize;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class RecipesGuideTest {

    // region failover
    /** Your code: anything that takes a DataSource. */
    record Orders(DataSource source) {

        void take(int id) throws SQLException {
            try (var connection = source.getConnection();
                    var insert = connection.prepareStatement("INSERT INTO orders VALUES (?)")) {
                insert.setInt(1, id);
                insert.executeUpdate();
            }
        }
    }

    @Test
    @ReplicatedPostgres
    void ordersAreTakenAgainAfterAFailover(Cluster cluster) throws SQLException {
        Node old = cluster.primary();
        old.execute("CREATE TABLE orders (id int PRIMARY KEY)");
        var orders = new Orders(cluster.dataSource()); // or a pool on cluster.jdbcUrl(), user(), password()
        orders.take(1);
        cluster.awaitInSync();

        old.kill();
        Node heir = cluster.failover();
        await().ignoreExceptions().atMost(Duration.ofSeconds(10)).untilAsserted(() -> orders.take(2));

        assertThat(heir.query("SELECT id FROM orders ORDER BY id")).containsExactly("1", "2");
    }
    // endregion

    // region silent
    @Test
    @ReplicatedPostgres
    void aPoolFindsTheNewPrimaryThoughTheOldOneIsSilent(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        var config = new HikariConfig();
        config.setJdbcUrl(cluster.jdbcUrl() + "&socketTimeout=1&sslmode=disable");
        config.setUsername(cluster.user());
        config.setPassword(cluster.password());
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(5_000);
        config.setValidationTimeout(500);
        try (var pool = new HikariDataSource(config)) {
            cluster.awaitInSync();

            cluster.during(isolatedWithClients(old), () -> {
                heir.promote(); // not cluster.failover(): it kills the old primary, which then refuses at once
                await().ignoreExceptions().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                    try (var connection = pool.getConnection();
                            var statement = connection.createStatement()) {
                        statement.execute("CREATE TABLE IF NOT EXISTS orders (id int)");
                    }
                });
            });
        }

        assertThat(heir.query("SELECT count(*) FROM orders")).containsExactly("0");
    }
    // endregion

    // region incident
    @Test
    @ReplicatedPostgres(
            settings = {"max_slot_wal_keep_size = 4MB", "wal_keep_size = 0"},
            slots = "air")
    void theStandbyThatWasAwayTooLong(Cluster cluster) {
        Node primary = cluster.primary();
        Node standby = cluster.standby();

        cluster.during(Faults.between(primary, standby, Cut.REFUSE), () -> {
            standby.stop();
            for (int i = 0; i < 8; i++) {
                primary.switchWal();
                primary.writeWal(DataSize.megabytes(1));
            }
            primary.checkpoint();
        });

        assertThat(primary.slot("air")).isLost();
        assertThat(primary.log().lines()).anyMatch(line -> line.contains("invalidating"));
    }
    // endregion
}
