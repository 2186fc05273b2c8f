package io.replicatedpostgres.report;

import io.replicatedpostgres.model.NodeRef;
import java.util.List;

/**
 * The timeline of one node, from its first sign to the end.
 *
 * @param node which node
 * @param spans what it did, without gaps between
 */
record Lane(NodeRef node, List<Span> spans) {

    /** Copies the spans. */
    public Lane {
        spans = List.copyOf(spans);
    }
}
