package io.replicatedpostgres.observe;

import io.replicatedpostgres.model.NodeRef;
import java.util.List;

/** Judges one thing by what the servers say of themselves and of each other, and by what the test does to them. */
interface Detector {

    /** After a look at a server, which is the last one of {@code all} then. */
    default List<Finding> look(Look look, Picture all) {
        return List.of();
    }

    /**
     * A line of a server's log was read.
     *
     * @param earliestNanos the line was written after this moment, on the monotonic clock
     * @param readNanos and before this one
     */
    default List<Finding> line(NodeRef node, String line, long earliestNanos, long readNanos, Picture all) {
        return List.of();
    }
}
