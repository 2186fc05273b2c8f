package example;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ModulePathTest {

    @Test
    @ReplicatedPostgres
    void aClusterRunsInAModule(Cluster cluster) {
        Assertions.assertEquals("example.tests", getClass().getModule().getName());
        Assertions.assertEquals(
                "io.replicatedpostgres.extension", Cluster.class.getModule().getName());

        cluster.failover();

        assertThat(cluster.primary()).isPrimary().isOnTimeline(2);
    }
}
