package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Node;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class FailoverTest extends PostgresTest {

    @Autowired
    Orders orders;

    @Test
    void ordersAreTakenAgainAfterAFailover() {
        Node old = CLUSTER.primary();
        orders.take(1);
        CLUSTER.awaitInSync();

        old.kill();
        Node heir = CLUSTER.failover();
        await().ignoreExceptions().atMost(Duration.ofSeconds(20)).untilAsserted(() -> orders.take(2));

        assertThat(orders.taken()).contains(1, 2);
        old.rebuildFrom(heir);
        old.start();
        CLUSTER.awaitInSync();
    }
}
