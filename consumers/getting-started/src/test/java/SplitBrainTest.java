import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.fault.Faults.isolated;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import org.junit.jupiter.api.Test;

class SplitBrainTest {

    @Test
    @ReplicatedPostgres
    void aSplitBrainIsRepairedByRewind(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();

        cluster.during(isolated(a), () -> b.promote());
        a.createDatabase("on_a");
        b.createDatabase("on_b");
        assertThat(cluster).isSplitBrain();

        b.stop();
        b.rewindTo(a);
        b.start();
        cluster.awaitInSync();

        assertThat(b).isStandby().isReadOnly().hasDatabase("on_a").lacksDatabase("on_b");
    }
}
