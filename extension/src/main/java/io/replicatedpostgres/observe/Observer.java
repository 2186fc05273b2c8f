package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Samples every node of a cluster, each from a thread and a session of its own, so that a frozen one does not hold up the others.
 * A node that does not answer is sampled too, as unresponsive or stopped. Only catalogs and functions are read.
 */
public final class Observer implements AutoCloseable {

    /** How often each node is looked at. */
    public static final Duration INTERVAL = Duration.ofMillis(100);

    private final Map<NodeRef, Watch> watches = new ConcurrentHashMap<>();

    private final Journal journal;
    private final boolean looks;
    private final Detectors detectors;

    private Observer(Journal journal, boolean looks) {
        this.journal = journal;
        this.looks = looks;
        this.detectors = new Detectors(journal);
    }

    /** Begins to look at servers that run. */
    public static Observer of(Journal journal, List<Subject> subjects) {
        var observer = new Observer(journal, true);
        subjects.forEach(observer::watch);
        return observer;
    }

    /** Looks at one server more, from now on. It counts as taken down until {@link #broughtUp}. */
    public void add(Subject subject) {
        if (looks) {
            detectors.doings().down(subject.node(), System.nanoTime());
            watch(subject);
        }
    }

    private void watch(Subject subject) {
        detectors.know(subject.node(), subject.ties());
        var watch = new Watch(subject, journal, detectors);
        watches.put(subject.node(), watch);
        watch.start();
    }

    /** Looks at a server no more. */
    public void remove(NodeRef node) {
        Watch watch = watches.remove(node);
        if (watch != null) {
            watch.close();
        }
        detectors.forget(node);
    }

    /** Looks at nothing: when nothing is recorded. */
    public static Observer none() {
        return new Observer(Journal.none(), false);
    }

    /**
     * Disconnects from a node while something is done to it: a smart shutdown waits for every session, the observer's too.
     * Until then the node counts as not answering.
     */
    public void awayFrom(NodeRef node, Runnable act) {
        Watch watch = watches.get(node);
        if (watch == null) {
            act.run();
            return;
        }
        watch.leave();
        try {
            act.run();
        } finally {
            watch.comeBack();
        }
    }

    /**
     * A verb takes a node down: what ends from now on has not ended by itself, until {@link #broughtUp}. What was gone before is
     * told. The observer is away meanwhile, as in {@link #awayFrom}.
     */
    public void takingDown(NodeRef node, Runnable act) {
        tellIfGone(node);
        detectors.doings().down(node, System.nanoTime());
        awayFrom(node, act);
    }

    /** A verb is about to bring a node up: one that the test did not take down has ended by itself. */
    public void bringingUp(NodeRef node) {
        tellIfGone(node);
        detectors.doings().down(node, System.nanoTime());
    }

    /** A verb has brought a node up: if it ends from now on, and no verb takes it down, it has ended by itself. */
    public void broughtUp(NodeRef node) {
        Watch watch = watches.get(node);
        if (watch != null) {
            readLog(watch);
        }
        detectors.doings().up(node, System.nanoTime());
    }

    /** Whether the test may have ended a node: a verb has taken it down, or a fault or damage strikes it that a server may end of. */
    public boolean isDownOnPurpose(NodeRef node) {
        return detectors.doings().mayEnd(node);
    }

    /** A failover manager starts and stops the servers from now on: none that ends has ended by itself. */
    public void managed() {
        detectors.doings().managed();
    }

    /** A verb did something to a node that runs, which may show for a while. */
    public void changed(NodeRef node) {
        detectors.doings().changed(node, System.nanoTime());
    }

    /**
     * A fault or a damage strikes nodes.
     *
     * @param untilStart whether the next start of a node mends what a server may end of
     * @return to be run when it is mended
     */
    public Runnable strike(Strike strike, Collection<NodeRef> nodes, boolean untilStart) {
        Doings.Mended mended = detectors.doings().strike(strike, nodes, untilStart);
        return () -> mended.at(System.nanoTime());
    }

    /** A verb rearranges who follows whom: what is left over meanwhile is not judged. */
    public <T> T rearranging(Supplier<T> act) {
        detectors.doings().rearranging(true);
        try {
            return act.get();
        } finally {
            detectors.doings().rearranging(false);
        }
    }

    private void tellIfGone(NodeRef node) {
        Watch watch = watches.get(node);
        if (watch == null || detectors.doings().mayEnd(node)) {
            return;
        }
        try {
            if (!watch.isRunning()) {
                readLog(watch);
                detectors.isGone(node);
            }
        } catch (ReplicatedPostgresException e) {
            // a host that does not answer says nothing of its server
        }
    }

    /** What was written before now belongs to what was before; a file that cannot be read says nothing. */
    private static void readLog(Watch watch) {
        try {
            watch.readLog();
        } catch (ReplicatedPostgresException | UncheckedIOException e) {
            // the next turn reads it, or complains
        }
    }

    /** What was not as it looked, so far: once for each kind and node, and for each slot. */
    public List<FalseHealth> falseHealth() {
        return detectors.found();
    }

    /** Records a finding of another part of the harness. */
    public void tell(FalseHealth seen) {
        detectors.tell(seen);
    }

    /** Records the last lines of the logs, and who has ended by itself just now, and looks no more. */
    @Override
    public void close() {
        watches.forEach((node, watch) -> {
            watch.close();
            tellIfGone(node);
        });
    }
}
