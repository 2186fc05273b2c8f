import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.spec.SynchronousCommit.REMOTE_APPLY;
import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class OrdersTest {

    @Test
    @ReplicatedPostgres(synchronousCommit = REMOTE_APPLY)
    void noConfirmedOrderIsLost(Cluster cluster) {
        Node primary = cluster.primary();
        primary.execute("CREATE TABLE orders (id int PRIMARY KEY)");
        var shop = new Shop(cluster.dataSource());
        List<String> confirmed = new ArrayList<>();

        cluster.during(between(primary, cluster.standby()), () -> {
            for (int order = 1; order <= 5; order++) {
                if (shop.sell(order)) {
                    confirmed.add("" + order);
                }
            }
            primary.kill();
            cluster.failover();
        });

        assertThat(cluster.primary().query("SELECT id FROM orders"))
                .as("orders that survived")
                .containsAll(confirmed);
    }

    /** Your code. */
    record Shop(DataSource database) {
        boolean sell(int order) {
            try (Connection connection = database.getConnection();
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO orders VALUES (?)")) {
                connection.setNetworkTimeout(Runnable::run, 500);
                insert.setInt(1, order);
                return insert.executeUpdate() == 1;
            } catch (SQLException e) {
                return false; // no answer, no confirmation
            }
        }
    }
}
