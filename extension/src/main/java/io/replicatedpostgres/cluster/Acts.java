package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Await;
import io.replicatedpostgres.await.Undisturbed;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.RoleChanged;
import io.replicatedpostgres.journal.TimelineForked;
import io.replicatedpostgres.logging.Loggers;
import io.replicatedpostgres.model.DeadlineException;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import io.replicatedpostgres.model.TimelineHistory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Runs an act on a cluster: records its begin and its end, and logs it if it took longer than a second. An interrupt of the
 * test's thread does not stop what has begun to change a server.
 */
final class Acts {

    private static final Logger LOG = Loggers.named("io.replicatedpostgres");
    private static final String NOT_HEALED = "Injected and not healed: ";
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(10);
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Journal journal;
    private final Supplier<List<Injected>> faults;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Set<NodeRef> removed = ConcurrentHashMap.newKeySet();

    /** Recorded in a journal; the faults that hold are named when something is not done in time. */
    Acts(Journal journal, Supplier<List<Injected>> faults) {
        this.journal = journal;
        this.faults = faults;
    }

    /**
     * Does something.
     *
     * @param node to whom; null if to the cluster
     * @param verb PostgreSQL's word for it
     * @param detail what else there is to say; may be empty
     */
    <T> T run(@Nullable NodeRef node, String verb, String detail, Supplier<T> act) {
        return run(node, verb, detail, act, answer -> null);
    }

    /** Does something, {@linkplain Undisturbed undisturbed}, and records in words what came of it. */
    <T> T run(@Nullable NodeRef node, String verb, String detail, Supplier<T> act, Function<T, @Nullable String> told) {
        underWay.incrementAndGet();
        try {
            return await(node, verb, detail, () -> Undisturbed.get(act), told);
        } finally {
            underWay.decrementAndGet();
        }
    }

    /**
     * Waits until nothing is done any more: a test that timed out in a thread of its own may be in the middle of a verb when its cluster is
     * closed. Not for long: it has no servers any more.
     */
    void awaitEnd() {
        if (underWay.get() > 0) {
            try {
                Await.orFail("verbs did not end", ENDS_WITHIN)
                        .until("none under way", underWay::get, Integer.valueOf(0)::equals);
            } catch (DeadlineException e) {
                LOG.warn("closed while a verb is under way: {}", e.getMessage());
            }
        }
    }

    /** Waits for something, or runs what belongs to the test: an interrupt of the test's thread ends it. */
    <T> T await(
            @Nullable NodeRef node, String verb, String detail, Supplier<T> act, Function<T, @Nullable String> told) {
        if (node != null && removed.contains(node)) {
            throw new ReplicatedPostgresException(
                    "%s cannot be acted upon (%s): it was removed from the cluster. Ask the cluster for its nodes."
                            .formatted(node, verb));
        }
        long began = System.nanoTime();
        try {
            return journal.act(verb, node, detail).call(() -> inTime(act), told);
        } finally {
            long nanos = System.nanoTime() - began;
            String words =
                    "%s%s%s".formatted(node == null ? "" : node + ": ", verb, detail.isEmpty() ? "" : " " + detail);
            if (nanos > LONG_NANOS) {
                LOG.info("{} took {} s", words, String.format(Locale.ROOT, "%.1f", nanos / 1e9));
            } else {
                LOG.debug("{} took {} ms", words, nanos / 1_000_000);
            }
        }
    }

    private <T> T inTime(Supplier<T> act) {
        try {
            return act.get();
        } catch (DeadlineException e) {
            List<Injected> holding = faults.get();
            String message = String.valueOf(e.getMessage());
            if (holding.isEmpty() || message.contains(NOT_HEALED)) {
                throw e;
            }
            var named = new DeadlineException(
                    "%s%s%s%s".formatted(message, message.endsWith(".") ? " " : ". ", NOT_HEALED, holding));
            named.initCause(e);
            throw named;
        }
    }

    /** Does something that gives nothing back. */
    void run(@Nullable NodeRef node, String verb, String detail, Runnable act) {
        run(node, verb, detail, () -> {
            act.run();
            return true;
        });
    }

    /** Nothing can be done to a node any more. */
    void removed(NodeRef node) {
        removed.add(node);
    }

    /** A node does something else from now on. */
    void roleChanged(NodeRef node, Role role, @Nullable Timeline timeline) {
        journal.append(new RoleChanged(node, role, timeline));
    }

    /** A node that was promoted has a history with one ancestor more. */
    void promoted(NodeRef node, TimelineHistory history) {
        roleChanged(node, Role.PRIMARY, history.current());
        List<TimelineHistory.Ancestor> ancestors = history.ancestors();
        if (!ancestors.isEmpty()) {
            var parent = ancestors.get(ancestors.size() - 1);
            journal.append(new TimelineForked(node, history.current(), parent.timeline(), parent.leftAt()));
        }
    }
}
