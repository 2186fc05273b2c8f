package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.model.NodeRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Samples every node of a cluster, each from a thread and a session of its own, so that a frozen one holds nobody else up.
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

    /** Begins to look. */
    public static Observer of(Journal journal, List<Subject> subjects) {
        var observer = new Observer(journal, true);
        subjects.forEach(observer::add);
        return observer;
    }

    /** Looks at one server more, from now on. */
    public void add(Subject subject) {
        if (looks) {
            var watch = new Watch(subject, journal, detectors);
            watches.put(subject.node(), watch);
            watch.start();
        }
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

    /** What was not as it looked, so far: once for each kind and node. */
    public List<FalseHealth> falseHealth() {
        return detectors.found();
    }

    /** Somebody else found something that is not as it looks. */
    public void tell(FalseHealth seen) {
        detectors.tell(seen);
    }

    /** Records the last lines of the logs, and looks no more. */
    @Override
    public void close() {
        watches.values().forEach(Watch::close);
    }
}
