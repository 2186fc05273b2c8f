package io.replicatedpostgres.check;

import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Expectation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All checks there are. */
public final class Guarantees {

    private Guarantees() {}

    /**
     * Each write that was acknowledged without a warning is there on the survivor. Promised only with synchronous standbys,
     * a commit level of {@code remote_write} or more, and for as many failovers as there are synchronous copies.
     */
    public static Check noAcknowledgedWriteLost() {
        return new NoAcknowledgedWriteLost();
    }

    /** While two nodes are primaries, at most one of them acknowledges writes. */
    public static Check noTwoPrimariesAcknowledged() {
        return new OnePrimaryAtOnce();
    }

    /** No node has a row that its client was told is not there, or that nobody asked for. */
    public static Check noRejectedWritePresent() {
        return new NoPhantoms();
    }

    /** No node has a row twice that was written once. */
    public static Check noWriteDoneTwice() {
        return new NoDuplicates();
    }

    /** No read misses a write that was acknowledged longer before it than this. */
    public static Check noStaleReads(Duration bound) {
        return new NoStaleReads(bound);
    }

    /** A client that was told of its own write sees it, wherever it reads: with {@code remote_apply}. */
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
        return new ConvergedWithin(deadline);
    }

    /** No slot kept more WAL than this, and none was lost. */
    public static Check slotsWithin(DataSize limit) {
        return new SlotsWithin(limit);
    }

    /** Between two acknowledgements of a workload's writes there was never more time than this. */
    public static Check recoveredWithin(Duration limit) {
        return new RecoveredWithin(limit);
    }

    /**
     * The check that was made by one of the methods of this class and says that it is about this guarantee, with the same
     * parameters; empty if there is none, as for a check that a user wrote.
     *
     * @param guarantee what {@link Check#guarantee()} said, such as {@code writes recovered within 1000 ms}
     */
    public static Optional<Check> named(String guarantee) {
        return NamedChecks.of(guarantee);
    }

    /**
     * What holds for this history without anybody asking: what PostgreSQL always promises, and what the spec promises, but
     * for what the test expects. Nothing if no workload ran.
     *
     * <p>That no acknowledged write is lost is promised for one failover: a promoted standby has no synchronous standbys
     * until somebody says so, and the next failover may lose what it acknowledged alone.
     */
    public static List<Check> promised(History history) {
        var checks = new ArrayList<Check>();
        if (history.works().isEmpty()) {
            return checks;
        }
        boolean survivesFailover =
                history.expectations().filter(Expectations::survivesFailover).isPresent();
        if (survivesFailover && history.forks().size() <= 1 && !isExpected(history, Expectation.LOST_WRITES)) {
            checks.add(noAcknowledgedWriteLost());
        }
        if (!isExpected(history, Expectation.SPLIT_BRAIN)) {
            checks.add(noTwoPrimariesAcknowledged());
        }
        if (isExpected(history, Expectation.TAMPERED_ROWS)) {
            return checks;
        }
        checks.add(noRejectedWritePresent());
        checks.add(noWriteDoneTwice());
        if (history.works().stream().anyMatch(work -> work.balance().isPresent())) {
            checks.add(balancesConserved());
        }
        return checks;
    }

    private static boolean isExpected(History history, Expectation expectation) {
        return history.expectations()
                .filter(said -> said.expected().contains(expectation))
                .isPresent();
    }
}
