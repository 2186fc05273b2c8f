package io.replicatedpostgres.scenarios.story;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.model.Expectation.LOST_WRITES;
import static io.replicatedpostgres.model.Expectation.SPLIT_BRAIN;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.Workload;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the report looks like when something is wrong: two tests that fail, because they ask for what was not promised. */
@Tag("soak")
public class ReportSoak {

    @Test
    @Scenario(
            situation =
                    "The primary is cut off from its asynchronous standby, goes on acknowledging writes, and dies. The "
                            + "standby is promoted.",
            expectation = "What the clients were told is stored, is stored.",
            reality =
                    "Whatever the standby had not received is gone. Clients were told of success, and no server complains.",
            source = "PostgreSQL documentation, synchronous_commit",
            severity = "critical")
    @Expect(LOST_WRITES)
    @ReplicatedPostgres(slots = "air")
    void anAsynchronousFailoverLosesWhatItAcknowledged(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        Workload load = Workload.inserts(cluster, Clients.of(4));
        load.awaitAcknowledged(1_000);

        cluster.during(Faults.between(old, heir), () -> {
            load.awaitAcknowledged(800);
            old.kill();
        });
        heir.promote();
        load.awaitAcknowledged(1_500);

        assertThat(cluster).upholds(noAcknowledgedWriteLost());
    }

    @Test
    @Scenario(
            situation =
                    "The primary is isolated, clients and all; the standby is promoted. Before the old one is fenced, "
                            + "the network heals.",
            expectation = "The old primary notices that it was replaced.",
            reality =
                    "It does not. Both acknowledge writes until one is stopped, and pg_rewind throws away what that one "
                            + "took alone.",
            source = "PostgreSQL documentation, pg_rewind",
            severity = "critical")
    @Expect({SPLIT_BRAIN, LOST_WRITES})
    @ReplicatedPostgres(slots = "air", settings = "max_slot_wal_keep_size = 64MB")
    void twoPrimariesTakeWritesUntilOneIsRewound(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        Workload atOld = Workload.inserts(cluster, Clients.of(2).through(old.dataSource()));
        Workload atHeir = Workload.inserts(cluster, Clients.of(2).through(heir.dataSource()));
        atOld.awaitAcknowledged(500);

        cluster.during(isolated(old), () -> {
            heir.promote();
            atHeir.awaitAcknowledged(500);
        });
        atOld.awaitAcknowledged(400);
        old.stop();
        old.rewindTo(heir);
        old.start();
        cluster.awaitInSync();
        atHeir.awaitAcknowledged(300);

        assertThat(cluster).upholds(noTwoPrimariesAcknowledged(), noAcknowledgedWriteLost());
    }
}
