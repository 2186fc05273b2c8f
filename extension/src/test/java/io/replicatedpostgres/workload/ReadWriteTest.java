package io.replicatedpostgres.workload;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.parallelSnapshotIsolation;
import static io.replicatedpostgres.check.Guarantees.serializable;
import static io.replicatedpostgres.check.Guarantees.snapshotIsolation;
import static io.replicatedpostgres.model.IsolationLevel.READ_COMMITTED;
import static io.replicatedpostgres.model.IsolationLevel.REPEATABLE_READ;
import static io.replicatedpostgres.model.IsolationLevel.SERIALIZABLE;
import static io.replicatedpostgres.spec.SynchronousCommit.REMOTE_APPLY;
import static io.replicatedpostgres.workload.ListAppend.Kept.AS_ROWS;
import static io.replicatedpostgres.workload.ListAppend.Reading.ON_PRIMARY;
import static io.replicatedpostgres.workload.ListAppend.Reading.SPREAD;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Guarantees;
import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.journal.Operation.Result;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.TransactionStep;
import io.replicatedpostgres.journal.TransactionStep.Kind;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Registers, and lists that are kept as rows: the same is found in them as in lists that are kept as arrays. */
class ReadWriteTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    @ReplicatedPostgres(synchronousCommit = REMOTE_APPLY)
    void registersShowALongForkAcrossNodesAndNoneOnThePrimary(Cluster cluster) {
        try (Workload registers = Workload.readWrite(
                cluster, Clients.of(8), ReadWrite.at(REPEATABLE_READ).operations(1))) {
            registers.awaitAcknowledged(100);
            awaitBroken(cluster, snapshotIsolation().acrossNodes());
        }

        assertThat(cluster).upholds(snapshotIsolation().onPrimary().strict(), noAcknowledgedWriteLost());
        assertThatThrownBy(() -> assertThat(cluster).upholds(snapshotIsolation().acrossNodes()))
                .hasMessageContaining("snapshot isolation across nodes: BROKEN: long fork (G-nonadjacent)")
                .hasMessageContaining("read register ");
    }

    @Test
    @ReplicatedPostgres
    void everyWriteAndReadOfARegisterSaysItsVersion(Cluster cluster) {
        var spread = ReadWrite.at(SERIALIZABLE).reading(SPREAD);
        // A third client could meet what docs/findings/serializable-and-a-third-reader.md tells.
        try (Workload registers = Workload.readWrite(cluster, Clients.of(2).atMost(600), spread)) {
            registers.awaitDone(LONG);
            assertThat(registers.asJava())
                    .hasValueSatisfying(java -> assertThat(java)
                            .startsWith("Workload.readWrite(each, Clients.of(2)")
                            .contains("ReadWrite.at(IsolationLevel.SERIALIZABLE)"));
        }

        assertThat(cluster).upholds(serializable().onPrimary(), noAcknowledgedWriteLost());
        List<TransactionStep> steps = Recorded.transactions(cluster).stream()
                .filter(Transaction::isCommitted)
                .flatMap(one -> one.steps().stream())
                .toList();
        assertThat(steps)
                .allSatisfy(step -> assertThat(step.version()).isNotNull())
                .extracting(TransactionStep::kind)
                .containsOnly(Kind.WRITE, Kind.GET);
        assertThat(steps)
                .as("a register was overwritten")
                .anyMatch(step -> step.version() != null && step.version().previous() > 0);
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void registersAtReadCommittedShowReadSkew(Cluster cluster) {
        var several = ReadWrite.at(READ_COMMITTED).reading(ON_PRIMARY).operations(6);
        try (Workload registers = Workload.readWrite(cluster, Clients.of(8), several)) {
            registers.awaitAcknowledged(100);
            awaitBroken(cluster, parallelSnapshotIsolation().onPrimary());
        }

        assertThat(cluster).upholds(Guarantees.readCommitted().onPrimary());
    }

    @Test
    @ReplicatedPostgres(standbys = 0)
    void listsKeptAsRowsShowWriteSkewAndKeepSnapshotIsolation(Cluster cluster) {
        var rows =
                ListAppend.at(REPEATABLE_READ).reading(ON_PRIMARY).operations(4).kept(AS_ROWS);
        try (Workload lists = Workload.listAppend(cluster, Clients.of(8), rows)) {
            lists.awaitAcknowledged(100);
            awaitBroken(cluster, serializable().onPrimary());
            assertThat(lists.asJava())
                    .hasValueSatisfying(java -> assertThat(java).endsWith(".lists(4).kept(ListAppend.Kept.AS_ROWS))"));
        }

        assertThat(cluster).upholds(snapshotIsolation().onPrimary().strict(), noAcknowledgedWriteLost());
        assertThat(Recorded.transactions(cluster))
                .as("two transactions wanted the same position")
                .anyMatch(one -> one.result() == Result.REJECTED && "23505".equals(one.sqlState()));
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThatThrownBy(() -> ReadWrite.at(REPEATABLE_READ).operations(0))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("a transaction has 1 to 8 of them");
        assertThatThrownBy(() -> ReadWrite.at(REPEATABLE_READ).registers(65))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("65 registers")
                .hasMessageContaining("there are 2 to 64 at a time");
    }

    private static void awaitBroken(Cluster cluster, Check check) {
        Await.orFail(check.guarantee() + " was not broken", LONG)
                .until("an anomaly", () -> check.of(Recorded.history(cluster)).outcome(), Outcome.FAIL::equals);
    }
}
