package example;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import org.junit.jupiter.api.Test;

@ReplicatedPostgres
class FailoverTest {

    @Test
    void theStandbyTakesOver(Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        old.createDatabase("orders");
        heir.awaitReplay(old.currentLsn());

        old.kill();
        heir.promote();

        assertThat(heir).isPrimary().isOnTimeline(2).hasDatabase("orders");
    }
}
