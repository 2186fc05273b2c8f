package io.replicatedpostgres.scenarios.isolation;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThatThrownBy;
import static io.replicatedpostgres.check.Guarantees.parallelSnapshotIsolation;
import static io.replicatedpostgres.check.Guarantees.readCommitted;
import static io.replicatedpostgres.check.Guarantees.serializable;
import static io.replicatedpostgres.check.Guarantees.snapshotIsolation;
import static io.replicatedpostgres.fault.Faults.isolated;
import static io.replicatedpostgres.model.Expectation.LOST_WRITES;
import static io.replicatedpostgres.model.IsolationLevel.READ_COMMITTED;
import static io.replicatedpostgres.model.IsolationLevel.REPEATABLE_READ;
import static io.replicatedpostgres.model.IsolationLevel.SERIALIZABLE;
import static io.replicatedpostgres.workload.ListAppend.Reading.ON_PRIMARY;
import static io.replicatedpostgres.workload.ListAppend.Reading.SPREAD;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.junit.Expect;
import io.replicatedpostgres.junit.OnNode;
import io.replicatedpostgres.junit.ReplicatedPostgres;
import io.replicatedpostgres.junit.Scenario;
import io.replicatedpostgres.spec.SynchronousCommit;
import io.replicatedpostgres.workload.Clients;
import io.replicatedpostgres.workload.ListAppend;
import io.replicatedpostgres.workload.Workload;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Transactions that append to lists and read them, and which order of transactions the readers saw. */
@Tag("quick")
@Tag("isolation")
public class VisibilityScenarios {

    private static final long SOME = 300;

    @Test
    @Tag("ISO-01")
    @Tag("CFL-05")
    @Tag("high")
    @Scenario(
            situation = "A healthy primary with an asynchronous standby. Clients write; others read, each in one"
                    + " statement, some on the primary and some on the standby.",
            expectation = "The standby shows an older state of the primary: readers agree about what came first.",
            reality = "A long fork. Two transactions become visible on the primary in the order in which they leave the"
                    + " list of running ones, on the standby in that of their commit records. One reader sees the"
                    + " first alone, the other one the second alone. Each node by itself keeps snapshot"
                    + " isolation.",
            source = "Jepsen: Amazon RDS for PostgreSQL 17.4 (2025)")
    @ReplicatedPostgres
    void readersOfPrimaryAndStandbySeeALongFork(Cluster cluster) {
        longFork(cluster);
    }

    @Test
    @Tag("ISO-02")
    @Tag("high")
    @Scenario(
            situation =
                    "The same with synchronous_commit = remote_apply: each commit waits until the standby shows it.",
            expectation = "Then primary and standby show the same.",
            reality = "The long fork is still there, and more often. A commit that waits is visible on the standby and"
                    + " not yet on the primary.",
            source = "measured")
    @ReplicatedPostgres(synchronousCommit = SynchronousCommit.REMOTE_APPLY)
    void remoteApplyDoesNotMendTheLongFork(Cluster cluster) {
        longFork(cluster);
    }

    private static void longFork(Cluster cluster) {
        var alone = ListAppend.at(REPEATABLE_READ).operations(1);
        try (Workload lists = Workload.listAppend(cluster, Clients.of(8), alone)) {
            lists.awaitAcknowledged(SOME);
            Search.untilBroken(cluster, snapshotIsolation().acrossNodes());
        }

        assertThat(cluster)
                .violates(snapshotIsolation().acrossNodes(), "long fork (G-nonadjacent)")
                .upholds(snapshotIsolation().onPrimary(), parallelSnapshotIsolation());
    }

    @Test
    @Tag("ISO-03")
    @Tag("medium")
    @Scenario(
            situation =
                    "Two clients run transactions at REPEATABLE READ that read some lists and append to others, on one"
                            + " primary.",
            expectation = "Repeatable reads make transactions independent of each other.",
            reality =
                    "Write skew: two transactions each miss what the other one wrote, and both commit. It is snapshot "
                            + "isolation, and not serializable.",
            source = "PostgreSQL documentation, Transaction Isolation")
    @ReplicatedPostgres
    void repeatableReadAllowsWriteSkew(Cluster cluster) {
        var skewed = ListAppend.at(REPEATABLE_READ).reading(SPREAD).operations(4);
        try (Workload lists = Workload.listAppend(cluster, Clients.of(2), skewed)) {
            lists.awaitAcknowledged(SOME);
            Search.untilBroken(cluster, serializable().onPrimary());
        }

        assertThat(cluster)
                .violates(serializable().onPrimary(), "write skew (G2-item)")
                .upholds(snapshotIsolation().onPrimary().strict());
    }

    @Test
    @Tag("ISO-03")
    @Tag("medium")
    @Scenario(
            situation = "The same transactions at SERIALIZABLE, on the primary; and one on the standby.",
            expectation = "It costs nothing, and works everywhere.",
            reality = "No write skew: the server aborts one of two transactions with 40001, and the client tries again."
                    + " A standby refuses SERIALIZABLE.",
            source = "PostgreSQL documentation, Transaction Isolation")
    @ReplicatedPostgres
    void serializableAllowsNone(Cluster cluster, @OnNode("node-2") Node standby) {
        var skewed = ListAppend.at(SERIALIZABLE).reading(SPREAD).operations(4);
        // A third client could meet what docs/findings/serializable-and-a-third-reader.md tells.
        try (Workload lists = Workload.listAppend(cluster, Clients.of(2), skewed)) {
            lists.awaitAcknowledged(4 * SOME);
        }

        assertThat(cluster).upholds(serializable().onPrimary());
        assertThatThrownBy(() -> standby.execute("BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT"))
                .hasMessageContaining("cannot use serializable mode in a hot standby");
    }

    @Test
    @Tag("ISO-04")
    @Tag("medium")
    @Scenario(
            situation = "Transactions of several statements at READ COMMITTED, the default, on one primary.",
            expectation = "A transaction sees one state of the database.",
            reality = "Each statement sees its own: read skew, reads that cannot be repeated, updates of what was read"
                    + " before. Nothing that is not committed is seen.",
            source = "PostgreSQL documentation, Transaction Isolation")
    @ReplicatedPostgres
    void readCommittedAllowsReadSkew(Cluster cluster) {
        var several = ListAppend.at(READ_COMMITTED).reading(ON_PRIMARY).operations(6);
        try (Workload lists = Workload.listAppend(cluster, Clients.of(8), several)) {
            lists.awaitAcknowledged(SOME);
            Search.untilBroken(cluster, parallelSnapshotIsolation().onPrimary());
        }

        assertThat(cluster)
                .violates(
                        parallelSnapshotIsolation().onPrimary(),
                        "read skew (G-single)",
                        "lost update (P4)",
                        "non-repeatable read (P2)")
                .upholds(readCommitted().onPrimary());
    }

    @Test
    @Tag("ISO-05")
    @Tag("high")
    @Scenario(
            situation = "A pool spreads the reads of each client over the primary and an asynchronous standby.",
            expectation = "A client sees what it wrote itself, and never less than it saw before.",
            reality = "Neither: it misses its own acknowledged write, and what it had read on the other node. On the"
                    + " primary alone it sees both.",
            source = "measured")
    @ReplicatedPostgres
    void spreadReadsGoBack(Cluster cluster) {
        var spread = ListAppend.at(REPEATABLE_READ).reading(SPREAD);
        try (Workload lists = Workload.listAppend(cluster, Clients.of(6), spread)) {
            lists.awaitAcknowledged(SOME);
            Search.untilBroken(cluster, snapshotIsolation().sessionStrong());
        }

        assertThat(cluster)
                .violates(snapshotIsolation().sessionStrong(), "stale read (G-single-process)")
                .upholds(snapshotIsolation().onPrimary().sessionStrong());
    }

    @Test
    @Expect(LOST_WRITES)
    @Tag("ISO-06")
    @Tag("critical")
    @Scenario(
            situation = "The standby is cut off. Writes are acknowledged and read by other clients of the primary. Then"
                    + " the primary dies, and the standby is promoted.",
            expectation = "What others have read is there: they may have acted on it.",
            reality = "It is gone, and other transactions stand in its place: two histories of one list were read, and"
                    + " neither continues the other. No level of isolation allows that, and asynchronous"
                    + " replication promises none across a failover.",
            source = "measured")
    @ReplicatedPostgres
    void whatOthersHaveReadIsGoneAfterAFailover(
            Cluster cluster, @OnNode("node-1") Node old, @OnNode("node-2") Node heir) {
        var onPrimary = ListAppend.at(REPEATABLE_READ).reading(ON_PRIMARY);
        try (Workload lists = Workload.listAppend(cluster, Clients.of(4), onPrimary)) {
            lists.awaitAcknowledged(SOME);
            cluster.during(isolated(heir), () -> {
                lists.awaitAcknowledged(SOME);
                old.kill();
            });
            heir.promote();
            lists.awaitAcknowledged(SOME);
        }

        assertThat(cluster).violates(readCommitted().onPrimary(), "incompatible order");
    }
}
