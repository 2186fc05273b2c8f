package io.replicatedpostgres.observe;

import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.journal.Journal;
import io.replicatedpostgres.journal.NodeSampled;
import io.replicatedpostgres.model.NodeRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what the servers say of themselves and of each other, and records what is not as it looks: once for each node. */
final class Detectors {

    private final Journal journal;
    private final Map<NodeRef, NodeSampled> last = new LinkedHashMap<>();
    private final Set<String> told = new HashSet<>();
    private final List<FalseHealth> found = new ArrayList<>();
    private final TwinTimelines twins = new TwinTimelines();
    private final Streams streams = new Streams();
    private final Replays replays = new Replays();
    private final ForkLoops loops = new ForkLoops();

    Detectors(Journal journal) {
        this.journal = journal;
    }

    synchronized void take(NodeSampled sample, long nowNanos) {
        last.put(sample.state().node(), sample);
        twins.look(sample).forEach(this::tell);
        streams.look(sample, last, nowNanos).forEach(this::tell);
        replays.look(sample, last, nowNanos).forEach(this::tell);
    }

    synchronized void forget(NodeRef node) {
        last.remove(node);
    }

    synchronized void take(NodeRef node, String logLine) {
        loops.look(node, logLine).forEach(this::tell);
    }

    synchronized void tell(FalseHealth seen) {
        if (told.add(seen.illusion() + " " + seen.node())) {
            found.add(seen);
            journal.append(seen);
        }
    }

    synchronized List<FalseHealth> found() {
        return List.copyOf(found);
    }
}
