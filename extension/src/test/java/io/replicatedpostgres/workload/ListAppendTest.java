package io.replicatedpostgres.workload;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.check.Guarantees.noAcknowledgedWriteLost;
import static io.replicatedpostgres.check.Guarantees.serializable;
import static io.replicatedpostgres.check.Guarantees.snapshotIsolation;
import static io.replicatedpostgres.model.IsolationLevel.REPEATABLE_READ;
import static io.replicatedpostgres.model.IsolationLevel.SERIALIZABLE;
import static io.replicatedpostgres.spec.SynchronousCommit.REMOTE_APPLY;
import static io.replicatedpostgres.workload.ListAppend.Reading.SPREAD;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.check.Check;
import io.replicatedpostgres.check.Verdict.Outcome;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.TransactionStep.Kind;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.model.SpecException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the transactions of real servers are found to have seen. */
class ListAppendTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    @ReplicatedPostgres(synchronousCommit = REMOTE_APPLY)
    void readersOfThePrimaryAndAStandbySeeALongForkAndThoseOfThePrimaryNone(Cluster cluster) {
        Check across = snapshotIsolation().acrossNodes();
        try (Workload lists = Workload.listAppend(
                cluster, Clients.of(8), ListAppend.at(REPEATABLE_READ).operations(1))) {
            lists.awaitAcknowledged(100);
            Await.orFail("no long fork was found", LONG)
                    .until(
                            "a long fork",
                            () -> across.of(Recorded.history(cluster)).outcome(),
                            Outcome.FAIL::equals);
        }

        assertThat(cluster).upholds(snapshotIsolation().onPrimary().strict(), noAcknowledgedWriteLost());
        assertThatThrownBy(() -> assertThat(cluster).upholds(across))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("snapshot isolation across nodes: BROKEN: long fork (G-nonadjacent)")
                .hasMessageContaining("on node-1, the primary, timeline 1, about ")
                .hasMessageContaining("on node-2, a standby, timeline 1, about ");
    }

    @Test
    @ReplicatedPostgres
    void everyTransactionIsRecordedWithWhereItWas(Cluster cluster) {
        var spread = ListAppend.at(SERIALIZABLE).reading(SPREAD);
        // A third client could meet what docs/findings/serializable-and-a-third-reader.md tells.
        try (Workload lists = Workload.listAppend(cluster, Clients.of(2).atMost(600), spread)) {
            lists.awaitDone(LONG);
            assertThat(lists.asJava())
                    .hasValueSatisfying(java -> assertThat(java)
                            .startsWith("Workload.listAppend(each, Clients.of(2)")
                            .contains("ListAppend.at(IsolationLevel.SERIALIZABLE)"));
        }

        assertThat(cluster).upholds(serializable().onPrimary(), noAcknowledgedWriteLost());
        List<Transaction> done = Recorded.transactions(cluster).stream()
                .filter(one -> one.isCommitted() && one.client() >= 0)
                .toList();
        assertThat(done).isNotEmpty().allSatisfy(one -> {
            assertThat(one.node()).isNotNull();
            assertThat(one.recovering()).isEqualTo(one.node().name().equals("node-2"));
            assertThat(one.timeline()).isNotNull();
            assertThat(one.lsn()).isNotNull();
            assertThat(one.snapshot()).matches("\\d+:\\d+:[\\d,]*");
            assertThat(one.isolation())
                    .isEqualTo(Boolean.TRUE.equals(one.recovering()) ? REPEATABLE_READ : SERIALIZABLE);
            assertThat(one.steps()).isNotEmpty();
        });
        assertThat(done)
                .filteredOn(one -> one.steps().stream().anyMatch(step -> step.kind() == Kind.APPEND))
                .isNotEmpty()
                .allMatch(one -> Boolean.FALSE.equals(one.recovering()));
        assertThat(Recorded.transactions(cluster))
                .filteredOn(one -> one.client() < 0)
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void wrongNumbersAreRefused() {
        assertThatThrownBy(() -> ListAppend.at(REPEATABLE_READ).operations(9))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("a transaction has 1 to 8 of them");
        assertThatThrownBy(() -> ListAppend.at(REPEATABLE_READ).lists(1))
                .isInstanceOf(SpecException.class)
                .hasMessageContaining("there are 2 to 64 at a time");
    }
}
