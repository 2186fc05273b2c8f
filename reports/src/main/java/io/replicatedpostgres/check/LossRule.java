package io.replicatedpostgres.check;

import io.replicatedpostgres.check.Course.Fork;
import io.replicatedpostgres.check.Lineage.Place;
import io.replicatedpostgres.journal.CommitWait;
import io.replicatedpostgres.journal.Expectations;
import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ServerState.Role;
import java.time.Duration;

/**
 * The one place that decides whether a lost write breaks a promise. It goes by what held when the write was acknowledged:
 *
 * <ul>
 *   <li>A write that waited for a synchronous standby must survive every failover and every crash.
 *   <li>With {@code remote_write} it waited for the kernel of the standby alone: the next power cut of the standby that was promoted
 *       may take it.
 *   <li>Any other write may be lost by a failover, if it was written past the fork.
 *   <li>A write with {@code synchronous_commit = off} may be lost by a crash of its server soon after it; a standby that had
 *       its WAL keeps it.
 *   <li>Nothing else explains a loss.
 * </ul>
 */
final class LossRule {

    /** Why a write is lost. */
    enum Cause {
        /** It was on a synchronous standby before its client heard of it. */
        PROMISED("although a synchronous standby had confirmed them"),
        /** No failover and no crash explains it. */
        UNEXPLAINED("which no failover and no crash explains"),
        /** A failover took it, and no standby had confirmed it. */
        FAILOVER("as asynchronous replication allows"),
        /** A power cut of the standby took it, and its commit waited for the standby's kernel alone. */
        POWER_CUT("as remote_write allows: the standby's power was cut before it had synced them"),
        /** A crash took it, and its commit did not wait for the WAL. */
        CRASH("as synchronous_commit = off allows");

        private final String words;

        Cause(String words) {
            this.words = words;
        }

        /** Whether such a loss breaks what was promised. */
        boolean isBroken() {
            return this == PROMISED || this == UNEXPLAINED;
        }

        String words() {
            return words;
        }
    }

    /** PostgreSQL: at most three times wal_writer_delay, which is 10 s at most. */
    private static final long ASYNCHRONOUS_COMMIT_NANOS = Duration.ofSeconds(30).toNanos();

    /** Linux writes back by itself what is older than 30 s, and looks every 5 s. Source: the kernel's Documentation/admin-guide/sysctl/vm.rst. */
    private static final long WRITTEN_BACK_NANOS = Duration.ofSeconds(35).toNanos();

    private final History history;
    private final NodeRef node;
    private final Lineage lineage;

    private LossRule(History history, NodeRef node, Lineage lineage) {
        this.history = history;
        this.node = node;
        this.lineage = lineage;
    }

    /** For the writes that one node lacks in the end. */
    static LossRule of(History history, Work work, Ledger page) {
        return new LossRule(history, page.node(), Lineage.of(history, work, page.node(), page.standing()));
    }

    Cause causeOf(Operation lost) {
        if (isPromised(lost)) {
            return isLostByThePowerOfAStandby(lost) ? Cause.POWER_CUT : Cause.PROMISED;
        }
        Place place = lineage.of(lost);
        if (place == Place.BEYOND || (place == Place.OPEN && mayBeForkedOff(lost))) {
            return Cause.FAILOVER;
        }
        return isLostByACrash(lost) ? Cause.CRASH : Cause.UNEXPLAINED;
    }

    /** Whether the write is on the history of the node, so that the node should have it whatever it waited for. */
    boolean isWithin(Operation lost) {
        Cause cause = causeOf(lost);
        return cause == Cause.UNEXPLAINED || (cause == Cause.PROMISED && lineage.of(lost) == Place.WITHIN);
    }

    /** Where positions do not tell: another server wrote it, or there was a failover that it may lie behind. */
    private boolean mayBeForkedOff(Operation lost) {
        return !history.course().forks().isEmpty()
                || (lost.node() != null && !lost.node().equals(node));
    }

    /** The heir's power, and that of each that was promoted on the way to it. */
    private boolean isLostByThePowerOfAStandby(Operation lost) {
        CommitWait wait = lost.commitWait();
        if (wait == null || wait.survivesPowerCutOfStandby()) {
            return false;
        }
        long from = lost.endedNanos();
        long to = from + WRITTEN_BACK_NANOS;
        return history.course().forks().stream()
                .filter(fork -> fork.atNanos() >= from)
                .anyMatch(fork -> history.course().lostPower(fork.event().node(), from, to));
    }

    private boolean isLostByACrash(Operation lost) {
        CommitWait wait = lost.commitWait();
        return wait != null
                && !wait.survivesCrash()
                && lost.node() != null
                && history.course()
                        .crashes(lost.node(), lost.endedNanos(), lost.endedNanos() + ASYNCHRONOUS_COMMIT_NANOS)
                        .anyMatch(at -> mattersHere(lost.node(), at));
    }

    /** What another node has replayed of a server's WAL stays there, unless the server came back and wrote something else there. */
    private boolean mattersHere(NodeRef crashed, long atNanos) {
        Course course = history.course();
        long firstFork = course.forks().stream()
                .mapToLong(Fork::atNanos)
                .filter(forked -> forked >= atNanos)
                .min()
                .orElse(Long.MAX_VALUE);
        return crashed.equals(node) || course.becameBetween(crashed, Role.PRIMARY, atNanos - 1, firstFork);
    }

    /** Journals before version 4 do not say what a write waited for: then the spec counts, for one failover. */
    boolean isPromised(Operation operation) {
        CommitWait wait = operation.commitWait();
        if (wait == null) {
            return history.course().forks().size() <= 1
                    && history.expectations()
                            .filter(Expectations::survivesFailover)
                            .isPresent();
        }
        return wait.survivesFailover()
                && !history.course().changedTheWait(operation.node(), operation.invokedNanos(), operation.endedNanos());
    }
}
