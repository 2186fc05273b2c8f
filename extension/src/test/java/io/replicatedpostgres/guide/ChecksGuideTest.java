package io.replicatedpostgres.guide;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.check.Guarantees.snapshotIsolation;
import static io.replicatedpostgres.spec.SynchronousCommit.REMOTE_APPLY;

import io.replicatedpostgres.chaos.Chaos;
import io.replicatedpostgres.check.LostWrites;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.IsolationLevel;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.ListAppend;
import io.replicatedpostgres.workload.Workload;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChecksGuideTest {

    // region ledger
    @Test
    @ReplicatedPostgres(synchronousCommit = REMOTE_APPLY)
    void whatWasAcknowledgedSurvivesTheLossOfThePrimary(Cluster cluster) {
        Node old = cluster.primary();

        try (Workload load = Workload.inserts(cluster, Clients.of(4))) {
            load.awaitAcknowledged(100);
            old.kill();
            cluster.failover();
            load.awaitAcknowledged(100); // on the new primary
        }

        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged());
    }
    // endregion

    // region expect
    @Test
    @Expect(Expectation.LOST_WRITES)
    @ReplicatedPostgres // asynchronous
    void anAsynchronousPairLosesWhatWasNotShipped(Cluster cluster) {
        Node old = cluster.primary();
        Workload load = Workload.inserts(cluster);
        load.awaitAcknowledged(50);
        cluster.awaitInSync();

        cluster.during(Faults.between(old, cluster.standby()), () -> {
            load.awaitAcknowledged(50);
            old.kill();
        });
        cluster.failover();
        load.close();
    }
    // endregion

    // region lost
    @Test
    @Expect(Expectation.LOST_WRITES)
    @ReplicatedPostgres // asynchronous
    void whatDidThisFailoverLose(Cluster cluster) {
        Node old = cluster.primary();
        Workload load = Workload.inserts(cluster);
        load.awaitAcknowledged(50);
        cluster.awaitInSync();
        cluster.during(Faults.between(old, cluster.standby()), () -> {
            load.awaitAcknowledged(50);
            old.kill();
        });
        cluster.failover();
        load.close();

        LostWrites lost = load.lost();

        assertThat(lost.size()).isGreaterThanOrEqualTo(50);
        assertThat(lost.ids()).noneMatch(id -> lost.present().contains(id));
        assertThat(lost.byNode()).containsOnlyKeys(old.ref()); // who had told the clients that it is done
    }
    // endregion

    // region isolation
    @Test
    @ReplicatedPostgres
    void readersOfThePrimarySeeSnapshotsInOneOrder(Cluster cluster) {
        ListAppend like = ListAppend.at(IsolationLevel.REPEATABLE_READ);
        try (Workload lists = Workload.listAppend(cluster, Clients.of(8), like)) {
            lists.awaitAcknowledged(500);
        }

        assertThat(cluster).upholds(snapshotIsolation().onPrimary());
        // of .acrossNodes(), with the readers on the standby, this is what PostgreSQL does not promise
    }
    // endregion

    // region chaos
    @Test
    @ReplicatedPostgres(standbys = 2, synchronousCommit = REMOTE_APPLY)
    void nothingThatIsDrawnFromThisSeedLosesAWrite(Cluster cluster) {
        Chaos.seed(20261124).lasting(Duration.ofSeconds(2)).run(cluster);

        assertThat(cluster).isNotSplitBrain().hasNotDiverged();
    }
    // endregion
}
