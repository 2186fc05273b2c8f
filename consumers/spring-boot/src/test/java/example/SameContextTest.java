package example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Gets the context of the other class, and with it its cluster. */
class SameContextTest extends PostgresTest {

    @Autowired
    Orders orders;

    @Test
    void theClusterOfTheContextStillLives() {
        orders.take(100 + orders.taken().size());

        assertThat(CLUSTER.primaries()).hasSize(1);
        assertThat(orders.taken()).isNotEmpty();
    }
}
