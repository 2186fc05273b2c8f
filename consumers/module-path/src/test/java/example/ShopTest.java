package example;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import org.junit.jupiter.api.Test;

class ShopTest {

    @Test
    @ReplicatedPostgres
    void anOrderIsThereAfterAFailover(Cluster cluster) throws Exception {
        assertEquals("example.shop", Shop.class.getModule().getName());
        cluster.primary().execute("CREATE TABLE orders (id int PRIMARY KEY)");

        new Shop(cluster.dataSource()).sell(1);
        cluster.awaitInSync();
        cluster.failover();

        assertThat(cluster.primary().query("SELECT id FROM orders")).containsExactly("1");
    }
}
