package io.replicatedpostgres.check;

import io.replicatedpostgres.isolation.Level;
import io.replicatedpostgres.isolation.TransactionTable;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Expectation;
import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.IsolationLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All checks there are. */
public final class Guarantees {

    private Guarantees() {}

    /**
     * Each write that was acknowledged without a warning is there on the survivor, whatever its commit waited for, and on every
     * standby that says that it has replayed all. Of {@link #promised} it is judged too, and there a loss that no promise forbids
     * is {@link Verdict.Outcome#ALLOWED}.
     */
    public static Check noAcknowledgedWriteLost() {
        return new NoAcknowledgedWriteLost();
    }

    /**
     * Two nodes never acknowledge writes at once. The operations prove it, whatever was seen of the roles: acknowledgements of
     * two nodes that interleave, or those of an old primary after the promotion of one that acknowledges too.
     */
    public static Check noTwoPrimariesAcknowledged() {
        return new OnePrimaryAtOnce();
    }

    /** No node has a row or a value that its client was told is not there, or that no client asked for. */
    public static Check noRejectedWritePresent() {
        return new NoPhantoms();
    }

    /** No node has a row twice that was written once. */
    public static Check noWriteDoneTwice() {
        return new NoDuplicates();
    }

    /** No read misses a write that was acknowledged longer before it than this. */
    public static Check noStaleReads(Duration bound) {
        Given.notEndless("bound", bound);
        return new NoStaleReads(bound);
    }

    /**
     * A client that was told of its own write sees it where it reads. {@code remote_apply} promises it on the standbys that the
     * commit waits for, and on no other: with {@code FIRST 1} of two standbys, reads of the second one may miss it.
     */
    public static Check readYourWrites() {
        return new ReadYourWrites();
    }

    /** No client sees a register go back. */
    public static Check monotonicReads() {
        return new MonotonicReads();
    }

    /** The sum of all accounts is on every node what it was at the beginning. */
    public static Check balancesConserved() {
        return new BalancesConserved();
    }

    /** In the end all nodes were compared and equal, within this time. */
    public static Check convergedWithin(Duration deadline) {
        Given.notEndless("deadline", deadline);
        return new ConvergedWithin(deadline);
    }

    /** No slot kept more WAL than this, and none was lost. */
    public static Check slotsWithin(DataSize limit) {
        Given.value("limit", limit);
        return new SlotsWithin(limit);
    }

    /**
     * No workload was without an acknowledged write for longer than this: between two acknowledgements, from the first request
     * to the first acknowledgement, and from the last acknowledgement until its clients stopped.
     */
    public static Check recoveredWithin(Duration limit) {
        Given.notEndless("limit", limit);
        return new RecoveredWithin(limit);
    }

    /**
     * Each failover took at most this time: from the fault or the act of the test that kept the primary from its work, without a break, to the
     * promotion of another node; and no longer time was without any primary. A promotion on order, {@code promote()} or a switchover, while
     * the primary is well is no failover. Not known if no primary was replaced, or one was struck for longer and kept its place.
     *
     * @param limit more than 0
     * @since 0.1
     */
    public static Check failedOverWithin(Duration limit) {
        Given.notEndless("limit", limit);
        return new FailedOverWithin(limit);
    }

    /**
     * Each node that was promoted was so after a fault, a damage or another act of the test that changes something, since the promotion
     * before. Of a failover manager: it raised no false alarm. A server that went down by itself is no fault of the test.
     */
    public static Check noFailoverWithoutFault() {
        return new NoFailoverWithoutFault();
    }

    /**
     * No node acknowledged a write while the failover manager's own record named others, or no node. Of Patroni that record is the leader
     * key; of repmgr what each node's own records say of that node.
     */
    public static Check managerTellsTheTruth() {
        return new ManagerTellsTheTruth();
    }

    /** No transaction saw what was not committed, or only half written, or taken back. */
    public static IsolationCheck readCommitted() {
        return IsolationCheck.of(Level.READ_COMMITTED);
    }

    /** As {@link #snapshotIsolation()}, but two readers may disagree about the order of transactions: a long fork is allowed. */
    public static IsolationCheck parallelSnapshotIsolation() {
        return IsolationCheck.of(Level.PARALLEL_SNAPSHOT_ISOLATION);
    }

    /**
     * Each transaction read one snapshot, all snapshots lie in one order, and no update was lost. PostgreSQL promises it at
     * REPEATABLE READ on one primary, and not to readers of a primary and a standby: they see commits in different orders.
     */
    public static IsolationCheck snapshotIsolation() {
        return IsolationCheck.of(Level.SNAPSHOT_ISOLATION);
    }

    /** As if one transaction ran after the other. PostgreSQL promises it at SERIALIZABLE on one primary. */
    public static IsolationCheck serializable() {
        return IsolationCheck.of(Level.SERIALIZABLE);
    }

    /**
     * What was acknowledged and promised to survive is there on the survivor, and on every standby that says that it has
     * replayed all. Every other loss is measured and said too, and is then {@link Verdict.Outcome#ALLOWED}. What was promised
     * is decided for each write by what its commit waited for: a synchronous standby, then no failover may lose it; else only
     * a failover, and with {@code synchronous_commit = off} also a crash, may.
     */
    static Check noPromisedWriteLost() {
        return new NoPromisedWriteLost();
    }

    /** What a client read is there on the survivor in the end, acknowledged or not. PostgreSQL does not promise it. */
    public static Check noReadTakenBack() {
        return new NoReadTakenBack();
    }

    /**
     * What is judged without being asked for, at the end of each test with a workload: what PostgreSQL always promises, and
     * what the cluster promised when each write was acknowledged. What the test expects is judged too, and a break of it is
     * then {@link Verdict.Outcome#NOT_APPLICABLE}. Nothing if no workload ran.
     */
    public static List<Check> promised(History history) {
        Given.value("history", history);
        if (history.works().isEmpty()) {
            return List.of();
        }
        var checks = new ArrayList<Check>();
        checks.add(new Unless(Expectation.LOST_WRITES, noPromisedWriteLost()));
        checks.add(new Unless(Expectation.SPLIT_BRAIN, noTwoPrimariesAcknowledged()));
        checks.add(new Unless(Expectation.TAMPERED_ROWS, noRejectedWritePresent()));
        checks.add(new Unless(Expectation.TAMPERED_ROWS, noWriteDoneTwice()));
        if (history.works().stream().anyMatch(work -> work.balance().isPresent())) {
            checks.add(new Unless(Expectation.TAMPERED_ROWS, balancesConserved()));
        }
        isolationPromised(history).ifPresent(checks::add);
        return checks;
    }

    /** What the transactions asked for on the primary, as long as it was one and the same, and ran. */
    private static Optional<Check> isolationPromised(History history) {
        return history.works().stream()
                .filter(work -> work.clients() > 1 && history.course().isUneventful())
                .map(Work::transactions)
                .flatMap(TransactionTable::stream)
                .filter(one -> one.isCommitted() && Boolean.FALSE.equals(one.recovering()))
                .map(Transaction::isolation)
                .min(Comparator.naturalOrder())
                .map(Guarantees::promiseOf);
    }

    private static Check promiseOf(IsolationLevel level) {
        return switch (level) {
            case READ_COMMITTED -> readCommitted().onPrimary();
            case REPEATABLE_READ -> snapshotIsolation().onPrimary();
            case SERIALIZABLE -> serializable().onPrimary();
        };
    }

    /**
     * The check of a guarantee by its words, as a verdict or a journal has them; its parameters are taken from the words.
     *
     * @return empty if no check has such words
     */
    public static Optional<Check> named(String guarantee) {
        Given.value("guarantee", guarantee);
        return NamedChecks.of(guarantee);
    }
}
