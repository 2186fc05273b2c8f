package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.model.NodeRef;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples every node of a cluster, each from a thread and a session of its own, so that a frozen one holds nobody else up.
 * A node that does not answer is sampled too, as unresponsive or stopped. Only catalogs and functions are read.
 */
public final class Observer implements AutoCloseable {

    /** How often each node is looked at. */
    public static final Duration INTERVAL = Duration.ofMillis(100);

    private final Map<NodeRef, Watch> watches = new LinkedHashMap<>();

    private final Detectors detectors;

    private Observer(Journal journal, List<Subject> subjects) {
        this.detectors = new Detectors(journal);
        subjects.forEach(subject -> watches.put(subject.node(), new Watch(subject, journal, detectors)));
    }

    /** Begins to look. */
    public static Observer of(Journal journal, List<Subject> subjects) {
        var observer = new Observer(journal, subjects);
        observer.watches.values().forEach(Watch::start);
        return observer;
    }

    /** Looks at nothing: when nothing is recorded. */
    public static Observer none() {
        return new Observer(Journal.none(), List.of());
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
