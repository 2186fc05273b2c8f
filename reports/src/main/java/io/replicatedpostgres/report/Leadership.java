package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.LeadersSeen;
import io.replicatedpostgres.model.NodeRef;
import java.util.stream.Collectors;

/**
 * A time during which a failover manager's own record said one thing of who leads.
 *
 * @param fromNanos from when
 * @param toNanos until when
 * @param seen what it said
 */
record Leadership(long fromNanos, long toNanos, LeadersSeen seen) {

    /** Who leads, in a word or two. */
    public String label() {
        if (!seen.answered()) {
            return "not known";
        }
        return seen.leaders().isEmpty()
                ? "no node"
                : seen.leaders().stream().map(NodeRef::name).collect(Collectors.joining(", "));
    }

    /** The role whose colour it has. */
    String colour() {
        if (!seen.answered()) {
            return "unresponsive";
        }
        return seen.leaders().isEmpty() ? "stopped" : "primary";
    }

    Leadership until(long end) {
        return new Leadership(fromNanos, end, seen);
    }
}
