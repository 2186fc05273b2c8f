package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares what the servers say of themselves and of each other, and records what is not as it looks: once for each subject. */
final class Detectors {

    private final Journal journal;
    private final Doings doings = new Doings();
    private final Picture picture = new Picture(doings);
    private final Set<String> told = new HashSet<>();
    private final List<FalseHealth> found = new ArrayList<>();
    private final EndedByItself ends = new EndedByItself();
    private final List<Detector> all = List.of(
            new TwinTimelines(),
            new DeadLinks(),
            new StreamsFromNobody(),
            new StoppedReplays(),
            new IdleTimestamps(),
            new CannotStream(),
            new WithoutUpstream(),
            new ArchiveOnly(),
            new AbsentStandbys(),
            new LeftSlots(),
            new BlockingSlots(),
            ends);

    Detectors(Journal journal) {
        this.journal = journal;
    }

    Doings doings() {
        return doings;
    }

    /** There is a node of this name. */
    synchronized void know(NodeRef node, Ties ties) {
        picture.know(node, ties);
    }

    synchronized void take(Look look) {
        picture.put(look);
        all.forEach(detector -> detector.look(look, picture).forEach(this::tell));
    }

    synchronized void forget(NodeRef node) {
        picture.forget(node);
        doings.forget(node);
    }

    /**
     * A line of a log was read.
     *
     * @param earliestNanos the line was written after this moment, on the monotonic clock
     * @param readNanos and before this one
     */
    synchronized void take(NodeRef node, String logLine, long earliestNanos, long readNanos) {
        all.forEach(detector ->
                detector.line(node, logLine, earliestNanos, readNanos, picture).forEach(this::tell));
    }

    /** No process of a node is left; the test is about to take it down or up, or this was the last look. */
    synchronized void isGone(NodeRef node) {
        if (!doings.mayEnd(node)) {
            tell(ends.ended(node));
        }
    }

    private void tell(Finding finding) {
        if (told.add(finding.key())) {
            found.add(finding.seen());
            journal.append(finding.seen());
        }
    }

    synchronized void tell(FalseHealth seen) {
        tell(new Finding(seen, ""));
    }

    synchronized List<FalseHealth> found() {
        return List.copyOf(found);
    }
}
