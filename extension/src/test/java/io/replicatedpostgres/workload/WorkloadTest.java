package io.replicatedpostgres.workload;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.check.Guarantees.balancesConserved;
import static io.replicatedpostgres.check.Guarantees.monotonicReads;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.noRejectedWritePresent;
import static io.replicatedpostgres.check.Guarantees.noWriteDoneTwice;
import static io.replicatedpostgres.check.Guarantees.readYourWrites;
import static io.replicatedpostgres.journal.Operation.Result.ACKNOWLEDGED;
import static io.replicatedpostgres.journal.Operation.Result.REJECTED;
import static io.replicatedpostgres.journal.Operation.Result.UNKNOWN;
import static io.replicatedpostgres.model.Expectation.LOST_WRITES;
import static io.replicatedpostgres.model.Expectation.TAMPERED_ROWS;
import static io.replicatedpostgres.model.ProcessKind.WALRECEIVER;

import com.zaxxer.hikari.HikariDataSource;
import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.check.History;
import io.replicatedpostgres.check.Work;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.fault.Cut;
import io.replicatedpostgres.fault.Fault;
import io.replicatedpostgres.fault.Faults;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.SpecException;
import io.replicatedpostgres.spec.SynchronousCommit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    /** As after a test that failed before it closed it. */
    @Test
    void noClientOutlivesItsCluster() {
        Workload load;
        try (Cluster cluster = Cluster.start()) {
            load = Workload.inserts(cluster);
            load.awaitAcknowledged(10);
            cluster.primary().kill();
        }

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("replicated-postgres-client-" + load.name()));
    }

    @Test
    @ReplicatedPostgres
    void everyInsertIsRecordedAndFound(Cluster cluster) {
        Workload inserts = Workload.inserts(cluster, Clients.of(3).atMost(1_000));
        inserts.awaitDone(LONG);

        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noRejectedWritePresent(), noWriteDoneTwice());
        assertThat(inserts.counts()).containsEntry(ACKNOWLEDGED, 1_000L);
        Work work = onlyWork(cluster);
        assertThat(work.size()).isEqualTo(1_000);
        NodeRef primary = cluster.primary().ref();
        assertThat(work.operations()).allSatisfy(operation -> {
            assertThat(operation.node()).isEqualTo(primary);
            assertThat(operation.lsn()).isNotNull();
            assertThat(operation.xid()).isNotNull();
            assertThat(operation.latencyNanos()).isPositive();
        });
        assertThat(work.contents())
                .hasSize(2)
                .allSatisfy(contents -> assertThat(contents.rows()).hasToString("0-999"));
    }

    @Test
    @Expect(LOST_WRITES)
    @ReplicatedPostgres
    void aPlantedLossOfOneRowIsFoundAndNamed(Cluster cluster) {
        Workload inserts = Workload.inserts(cluster, Clients.of(8).atMost(2_000));
        inserts.awaitDone(LONG);
        inserts.close();

        cluster.primary().execute("DELETE FROM %s WHERE id = 1234".formatted(inserts.name()));

        assertThatThrownBy(() -> assertThat(cluster).upholds(noWriteDoneTwice(), noAcknowledgedWriteLost()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("no acknowledged write lost: BROKEN: " + inserts.name()
                        + " on node-1 (the survivor): 1999 rows, 1 lost")
                .hasMessageContaining(inserts.name() + " insert 1234: client ")
                .hasMessageContaining("Journal: ");
    }

    @Test
    @Expect(TAMPERED_ROWS)
    @ReplicatedPostgres
    void aPlantedDuplicateAndAPlantedPhantomAreFoundAndNamed(Cluster cluster) {
        Workload inserts = Workload.inserts(cluster, Clients.of(2).atMost(100));
        inserts.awaitDone(LONG);

        cluster.primary().execute("INSERT INTO %s VALUES (7, 0), (100, 0)".formatted(inserts.name()));

        assertThatThrownBy(() -> assertThat(cluster).upholds(noWriteDoneTwice()))
                .hasMessageContaining("%s on node-1: 7".formatted(inserts.name()));
        assertThatThrownBy(() -> assertThat(cluster).upholds(noRejectedWritePresent()))
                .hasMessageContaining("%s on node-1: 100".formatted(inserts.name()));
    }

    @Test
    // the standby has the table when its client begins
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void aStandbyRejects(Cluster cluster) {
        Workload inserts = Workload.inserts(
                cluster, Clients.of(1).through(cluster.standby().dataSource()).atMost(5));
        inserts.awaitDone(LONG);

        assertThat(inserts.counts()).containsEntry(REJECTED, 5L).containsEntry(UNKNOWN, 0L);
        assertThatThrownBy(() -> assertThat(cluster).upholds(noRejectedWritePresent()))
                .hasMessageContaining(
                        "not known: none of the 5 operations of %s was acknowledged".formatted(inserts.name()));
        assertThat(onlyWork(cluster).operations())
                .extracting(Operation::sqlState)
                .containsOnly("25006");
    }

    @Test
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void aPoolIsBorrowedFromAndSurvivesAFailover(Cluster cluster) {
        try (var pool = new HikariDataSource()) {
            pool.setDataSource(cluster.dataSource());
            pool.setMaximumPoolSize(3);
            pool.setConnectionTimeout(1_000);
            Workload inserts = Workload.inserts(cluster, Clients.of(4).borrowingFrom(pool));
            inserts.awaitAcknowledged(100);

            cluster.failover();
            inserts.awaitAcknowledged(100);

            assertThat(cluster).upholds(noAcknowledgedWriteLost(), noRejectedWritePresent(), noWriteDoneTwice());
        }
    }

    @Test
    @ReplicatedPostgres
    void moneyIsConserved(Cluster cluster) {
        Workload transfers = Workload.transfers(cluster, Clients.of(4).atMost(500));
        transfers.awaitDone(LONG);

        assertThat(cluster).upholds(balancesConserved(), noAcknowledgedWriteLost());
        assertThat(transfers.acknowledged()).isEqualTo(500);
    }

    @Test
    @Expect(TAMPERED_ROWS)
    @ReplicatedPostgres
    void aCoinThatIsTakenIsMissed(Cluster cluster) {
        try (Workload transfers = Workload.transfers(cluster, Clients.of(1).atMost(10))) {
            transfers.awaitDone(LONG);
            cluster.primary()
                    .execute("UPDATE %s_accounts SET balance = balance - 1 WHERE id = 3".formatted(transfers.name()));

            assertThatThrownBy(() -> assertThat(cluster).upholds(balancesConserved()))
                    .hasMessageStartingWith("balances conserved: BROKEN")
                    .hasMessageContaining("99999 on node-1 instead of 100000");
        }
    }

    @Test
    @ReplicatedPostgres(settings = "max_prepared_transactions = 20")
    void twoPhaseCommitsAreFoundToo(Cluster cluster) {
        Workload twoPhase = Workload.twoPhase(cluster, Clients.of(2).atMost(200));
        twoPhase.awaitDone(LONG);

        assertThat(cluster).upholds(noAcknowledgedWriteLost());
        assertThat(twoPhase.acknowledged()).isEqualTo(200);
    }

    @Test
    @ReplicatedPostgres
    void twoPhaseNeedsItsSetting(Cluster cluster) {
        assertThatThrownBy(() -> Workload.twoPhase(cluster, Clients.of(2)))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("max_prepared_transactions = 0");
    }

    @Test
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void withRemoteApplyClientsReadTheirWrites(Cluster cluster) {
        Workload.readYourWrites(cluster, Clients.of(4).atMost(1_000)).awaitDone(LONG);

        assertThat(cluster).upholds(readYourWrites(), monotonicReads(), noAcknowledgedWriteLost());
    }

    @Test
    @ReplicatedPostgres
    void withoutItAPausedReplayShowsOldValues(Cluster cluster) {
        Workload workload = Workload.readYourWrites(cluster, Clients.of(1));
        workload.awaitAcknowledged(5);
        cluster.standby().queryPastLinks("SELECT pg_wal_replay_pause()::text");
        workload.awaitAcknowledged(20);
        cluster.standby().queryPastLinks("SELECT pg_wal_replay_resume()::text");

        assertThatThrownBy(() -> assertThat(cluster).upholds(readYourWrites()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("clients read their own writes: BROKEN");
        assertThat(cluster).upholds(monotonicReads());
    }

    @Test
    @ReplicatedPostgres(standbys = 2)
    void othersReadOnEveryStandby(Cluster cluster) {
        Workload.standbyReads(cluster, Clients.of(3).atMost(1_000)).awaitDone(LONG);

        assertThat(cluster).upholds(monotonicReads());
        assertThat(onlyWork(cluster).operations())
                .extracting(Operation::node)
                .contains(cluster.nodes().get(1).ref(), cluster.nodes().get(2).ref());
    }

    @Test
    @ReplicatedPostgres
    void closingIsBoundedAndWhatIsOpenThenIsUnknown(Cluster cluster) {
        try (Workload inserts = Workload.inserts(cluster, Clients.of(3).within(Duration.ofMinutes(10)));
                var frozen = cluster.inject(frozenAfterSomeWork(cluster, inserts))) {
            inserts.close();

            assertThat(inserts.counts().get(UNKNOWN)).isBetween(1L, 3L);
        }
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noRejectedWritePresent());
    }

    private static Fault frozenAfterSomeWork(Cluster cluster, Workload inserts) {
        inserts.awaitAcknowledged(50);
        return Faults.clientsCut(cluster.primary(), Cut.FREEZE);
    }

    @Test
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void aCancelledWaitIsAcknowledgedLocallyOnly(Cluster cluster) {
        Node primary = cluster.primary();
        Workload inserts = Workload.inserts(cluster, Clients.of(1));
        inserts.awaitAcknowledged(10);
        try (var frozen = cluster.standby().pause(WALRECEIVER)) {
            await(primary, WAITING);

            primary.queryPastLinks(
                    "SELECT pg_cancel_backend(pid)::text FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
            Await.orFail("no such acknowledgement", LONG)
                    .until("one", () -> inserts.counts().get(Operation.Result.LOCALLY), count -> count == 1);
        }
        assertThat(cluster).upholds(noAcknowledgedWriteLost(), noRejectedWritePresent());
    }

    @Test
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void aTerminatedWaiterDoesNotKnowAndIsResolved(Cluster cluster) {
        Node primary = cluster.primary();
        Workload inserts = Workload.inserts(cluster, Clients.of(1));
        inserts.awaitAcknowledged(10);
        try (var frozen = cluster.standby().pause(WALRECEIVER)) {
            await(primary, WAITING);
            primary.queryPastLinks(
                    "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
            Await.orFail("no unknown operation", LONG)
                    .until("one", () -> inserts.counts().get(UNKNOWN), count -> count >= 1);
        }

        assertThat(cluster).upholds(noAcknowledgedWriteLost());
        Work work = onlyWork(cluster);
        Operation unknown = work.operations()
                .filter(operation -> operation.result() == UNKNOWN)
                .findFirst()
                .orElseThrow();
        assertThat(unknown.sqlState())
                .as("the server closes the connection without a word")
                .isEqualTo("08006");
        assertThat(work.resolution(unknown.id())).contains("committed");
    }

    private static final String WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

    private static void await(Node primary, String query) {
        Await.orFail("no session waits", LONG)
                .until("a waiter", () -> primary.queryPastLinks(query), rows -> !rows.isEmpty());
    }

    @Test
    void wrongNumbersAreRefused() {
        for (Runnable wrong : List.<Runnable>of(
                () -> Clients.of(0),
                () -> Clients.of(257),
                () -> Clients.of(1).within(Duration.ZERO),
                () -> Clients.of(1).atMost(0))) {
            assertThatThrownBy(wrong::run).isInstanceOf(SpecException.class);
        }
    }

    private static Work onlyWork(Cluster cluster) {
        return History.of(cluster.journal().path().orElseThrow())
                .works()
                .iterator()
                .next();
    }
}
