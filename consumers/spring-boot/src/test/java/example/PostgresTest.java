package example;

import io.replicatedpostgres.cluster.Cluster;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Spring keeps one context for all tests that ask for the same, so their cluster lives as long: it ends with the JVM. */
@SpringBootTest
abstract class PostgresTest {

    static final Cluster CLUSTER = Cluster.start();

    @DynamicPropertySource
    static void postgres(DynamicPropertyRegistry registry) {
        // all nodes; the driver finds the primary, and waits for a silent one no longer than this
        registry.add("spring.datasource.url", () -> CLUSTER.jdbcUrl() + "&socketTimeout=5");
        registry.add("spring.datasource.username", CLUSTER::user);
        registry.add("spring.datasource.password", CLUSTER::password);
        registry.add("spring.datasource.hikari.connection-timeout", () -> "2000");
        registry.add("spring.datasource.hikari.validation-timeout", () -> "500"); // of each idle connection
    }
}
