package io.replicatedpostgres.scenarios.synchronous;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noRejectedWritePresent;
import static io.replicatedpostgres.check.Guarantees.noWriteDoneTwice;
import static io.replicatedpostgres.model.Expectation.LOST_WRITES;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.workload.Workload;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

/**
 * Fifty failovers under load, each on a cluster of its own, with synchronous replication and without: {@code ./verify
 * -Dscenarios=io/replicatedpostgres/scenarios/synchronous/FailoverSoak.java -Dstory=told}.
 */
@Tag("soak")
public class FailoverSoak {

    private static final Failovers SYNCHRONOUS = new Failovers();
    private static final Failovers ASYNCHRONOUS = new Failovers();

    @RepeatedTest(50)
    @ReplicatedPostgres(
            standbys = 2,
            synchronousCommit = SynchronousCommit.REMOTE_WRITE,
            synchronousStandbys = "ANY 2 (*)")
    void synchronousReplicationLosesNothing(Cluster cluster) {
        Workload load = Workload.inserts(cluster);
        load.awaitAcknowledged(200);

        cluster.failover();
        load.awaitAcknowledged(200);

        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noRejectedWritePresent(), noWriteDoneTwice());
        SYNCHRONOUS.add(cluster);
    }

    @Expect(LOST_WRITES)
    @RepeatedTest(50)
    @ReplicatedPostgres
    void asynchronousReplicationLosesWhatWasNotShipped(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        Workload load = Workload.inserts(cluster);
        load.awaitAcknowledged(200);

        cluster.during(Faults.between(old, heir), () -> {
            load.awaitAcknowledged(100);
            old.kill();
        });
        heir.promote();
        load.awaitAcknowledged(200);

        cluster.settle();
        Failovers.One one = ASYNCHRONOUS.add(cluster);
        assertThat(one.lostRows()).isGreaterThanOrEqualTo(100).isEqualTo(recounted(cluster, load, heir));
        assertThat(cluster).upholds(noRejectedWritePresent(), noWriteDoneTwice());
    }

    /** The acknowledged numbers, as they are in the journal, against the table, by the server. */
    private static int recounted(Cluster cluster, Workload load, Node survivor) {
        List<Long> acknowledged = History.of(cluster.journal().path().orElseThrow()).works().stream()
                .flatMap(work -> work.acknowledged())
                .map(Operation::key)
                .toList();
        String ids = acknowledged.stream().map(id -> "(" + id + ")").collect(Collectors.joining(","));
        return Integer.parseInt(String.valueOf(survivor.queryPastLinks(
                        "SELECT count(*) FROM (VALUES %s) AS told (id) WHERE NOT EXISTS (SELECT FROM %s AS kept WHERE kept.id = told.id)"
                                .formatted(ids, load.name()))
                .get(0)));
    }

    @AfterAll
    static void print() {
        SYNCHRONOUS.print("synchronous (remote_write, ANY 2 of 2)");
        ASYNCHRONOUS.print("asynchronous, cut before the promotion");
    }
}
