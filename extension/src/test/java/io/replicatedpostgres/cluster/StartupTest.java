package io.replicatedpostgres.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.replicatedpostgres.spec.ClusterSpec;
import io.replicatedpostgres.spec.StandbySpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a cluster is when it has just been started. */
class StartupTest {

    /** Else one that is promoted first may lack WAL that the others have, and they could not follow it. */
    @Test
    void everyStandbyHasReplayedWhatThePrimaryWroteByItself() {
        var spec = ClusterSpec.builder().standbys(2).build();
        for (int round = 0; round < 5; round++) {
            try (Cluster cluster = Cluster.start(spec)) {
                Node a = cluster.node("node-1");
                Node b = cluster.node("node-2");
                Node c = cluster.node("node-3");

                b.promote();
                c.follow(b);
                c.awaitStreamingFrom(b);
                b.execute("CREATE TABLE kept (id int)");

                c.awaitReplay(b.currentLsn());
                assertThat(a.isPrimary()).isTrue();
            }
        }
    }

    @Test
    void aStandbyThatIsToBeLateIsNotWaitedFor() {
        var spec = ClusterSpec.builder()
                .standbys(List.of(StandbySpec.standby().with("recovery_min_apply_delay = 1h")))
                .build();

        try (Cluster cluster = Cluster.start(spec)) {
            cluster.primary().execute("CREATE TABLE late (id int)");

            assertThat(cluster.standby().query("SELECT to_regclass('late')::text"))
                    .containsExactly((String) null);
        }
    }
}
