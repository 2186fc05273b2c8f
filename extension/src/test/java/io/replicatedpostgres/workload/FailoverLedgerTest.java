package io.replicatedpostgres.workload;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noTwoPrimariesAcknowledged;
import static io.replicatedpostgres.model.Expectation.LOST_WRITES;
import static io.replicatedpostgres.model.Expectation.SPLIT_BRAIN;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Ledger;
import io.replicatedpostgres.check.Outage;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.junit.Allow;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.spec.SynchronousCommit;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailoverLedgerTest {

    @Test
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void acknowledgedWritesSurviveLosingThePrimary(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();

        try (Workload load = Workload.inserts(cluster)) {
            load.awaitAcknowledged(100);
            old.kill();
            heir.promote();
            load.awaitAcknowledged(100);
        }

        assertThat(heir).isPrimary().isOnTimeline(2);
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noTwoPrimariesAcknowledged());
        History history = history(cluster);
        assertThat(history.works())
                .singleElement()
                .satisfies(work -> assertThat(Outage.ofClients(work))
                        .anyMatch(outage -> !outage.sqlStates().isEmpty()));
        assertThat(Outage.ofServers(history)).hasSize(1);
    }

    @Test
    @Expect(LOST_WRITES)
    @ReplicatedPostgres
    void whatWasNotShippedIsLostCountedAndNamed(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();
        Workload load = Workload.inserts(cluster);
        load.awaitAcknowledged(50);
        cluster.awaitInSync();

        cluster.during(Faults.between(old, heir), () -> {
            load.awaitAcknowledged(50);
            old.kill();
        });
        heir.promote();
        load.close();

        assertThatThrownBy(() -> assertThat(cluster).upholds(noAcknowledgedWriteLost()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "no acknowledged write lost: BROKEN: %s on node-2 (the survivor)".formatted(load.name()))
                .hasMessageContaining("bytes of WAL past the fork, acknowledged by {node-1=");
        Ledger page = Ledger.of(history(cluster)).stream()
                .filter(Ledger::survivor)
                .findFirst()
                .orElseThrow();
        List<Long> lost = page.lost().stream().map(Operation::id).toList();
        assertThat(lost).hasSizeGreaterThanOrEqualTo(50);
        long kept = Long.parseLong(String.valueOf(
                heir.queryPastLinks("SELECT count(*) FROM %s WHERE id = ANY (string_to_array('%s', ',')::bigint[])"
                                .formatted(load.name(), join(lost)))
                        .get(0)));
        assertThat(kept).isZero();
        assertThat(page.lostWalBytes(history(cluster))).isPresent();
    }

    @Test
    @Expect(LOST_WRITES)
    @ReplicatedPostgres
    void aTableThatWasNeverShippedIsLostWithAllItsRows(Cluster cluster) {
        Node old = cluster.primary();
        Node heir = cluster.standby();

        cluster.during(Faults.between(old, heir), () -> {
            Workload load = Workload.inserts(cluster);
            load.awaitAcknowledged(10);
            old.kill();
            load.close();
        });
        heir.promote();

        assertThatThrownBy(() -> assertThat(cluster).upholds(noAcknowledgedWriteLost()))
                .hasMessageStartingWith("no acknowledged write lost: BROKEN")
                .hasMessageContaining("on node-2 (the survivor): 0 rows");
    }

    @Test
    @Expect(SPLIT_BRAIN)
    @Allow(LOST_WRITES)
    @ReplicatedPostgres
    void twoPrimariesThatAcknowledgeAreFound(Cluster cluster) {
        Node a = cluster.primary();
        Node b = cluster.standby();
        Workload onA = Workload.inserts(cluster, Clients.of(1).through(a.dataSource()));
        Workload onB = Workload.inserts(cluster, Clients.of(1).through(b.dataSource()));
        b.awaitReplay(a.currentLsn());
        b.promote();
        onA.awaitAcknowledged(20);
        onB.awaitAcknowledged(20);

        assertThatThrownBy(() -> assertThat(cluster).upholds(noTwoPrimariesAcknowledged()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("no two primaries acknowledged at once: BROKEN")
                .hasMessageContaining("node-1 and node-2 were both primaries from");
        assertThatThrownBy(() -> assertThat(cluster).upholds(noAcknowledgedWriteLost()))
                .hasMessageContaining("was not read on a surviving primary in the end");
    }

    private static String join(List<Long> ids) {
        return String.join(",", ids.stream().map(String::valueOf).toList());
    }

    private static History history(Cluster cluster) {
        return History.of(cluster.journal().path().orElseThrow());
    }
}
