package io.replicatedpostgres.workload;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.fault.Faults.between;
import static io.replicatedpostgres.model.Expectation.LOST_WRITES;

import io.replicatedpostgres.check.LostWrites;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.Allow;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.spec.ClusterSpec;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LostTest {

    @Test
    @Expect(LOST_WRITES)
    @ReplicatedPostgres
    void theRowsThatAFailoverLostAreNamedAndAreNotThere(Cluster cluster) {
        Node old = cluster.primary();
        Workload load = Workload.inserts(cluster);
        lose(cluster, load);
        load.close();

        LostWrites lost = load.lost();

        assertThat(lost.size()).isGreaterThanOrEqualTo(50);
        assertThat(lost.byNode()).containsOnlyKeys(old.ref());
        assertThat(lost.survivor()).isEqualTo(cluster.primary().ref());
        assertThat(rows(cluster.primary(), load)).isEqualTo(lost.present().count());
        assertThat(lost.ids()).noneMatch(lost.present()::contains);
        assertThat(lost.acknowledged()).isEqualTo(load.acknowledged());
        assertThat(lost.walBytes()).isPresent();
        assertThatThrownBy(() -> assertThat(cluster).upholds(noAcknowledgedWriteLost()))
                .hasMessageContaining(" %s lost,".formatted(lost.size()));
    }

    @Test
    @Expect(LOST_WRITES)
    @ReplicatedPostgres
    void registersNameTheWritesThatALaterOneHides(Cluster cluster) {
        Workload load = Workload.registers(cluster, Clients.of(2));
        lose(cluster, load);
        load.awaitAcknowledged(20);

        LostWrites lost = load.lost();

        assertThat(lost.size()).isGreaterThanOrEqualTo(50);
        assertThat(lost.writes()).allSatisfy(write -> assertThat(write.value()).isPositive());
        assertThat(lost.values()).hasSize(2);
    }

    @Test
    @ReplicatedPostgres
    void clientsThatStillWriteHaveLostNothing(Cluster cluster) {
        try (Workload load = Workload.inserts(cluster, Clients.of(4))) {
            load.awaitAcknowledged(100);

            LostWrites lost = load.lost();

            assertThat(lost.isEmpty()).isTrue();
            assertThat(lost.acknowledged()).isBetween(100L, load.acknowledged());
        }
    }

    @Test
    @Allow(LOST_WRITES)
    @ReplicatedPostgres
    void withoutASurvivorNothingIsKnown(Cluster cluster) {
        Workload load = Workload.inserts(cluster);
        load.awaitAcknowledged(20);
        load.close();
        cluster.primary().kill();

        assertThat(load.lost().isKnown()).isFalse();
        assertThatThrownBy(() -> load.lost().size())
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("was not read on a surviving primary");

        cluster.failover();

        assertThat(load.lost().isKnown()).isTrue();
    }

    @Test
    void withoutAJournalItSaysSo() {
        try (Cluster cluster = Cluster.start(ClusterSpec.builder().standbys(0).build());
                Workload load = Workload.inserts(cluster)) {
            assertThatThrownBy(load::lost).hasMessageContaining("nothing is recorded of cluster of [node-1]");
        }
    }

    private static void lose(Cluster cluster, Workload load) {
        Node old = cluster.primary();
        load.awaitAcknowledged(50);
        cluster.awaitInSync();
        cluster.during(between(old, cluster.standby()), () -> {
            load.awaitAcknowledged(50);
            old.kill();
        });
        cluster.failover();
    }

    private static long rows(Node node, Workload load) {
        return Long.parseLong(Objects.requireNonNull(
                node.queryPastLinks("SELECT count(*) FROM " + load.name()).get(0)));
    }
}
