package io.replicatedpostgres.check;

import io.replicatedpostgres.model.NodeRef;

/**
 * A stretch of time in which a node was a primary, as far as it was seen.
 *
 * @param node which node
 * @param fromNanos since when, on the clock of the journal
 * @param toNanos until when
 */
public record PrimaryPeriod(NodeRef node, long fromNanos, long toNanos) {

    /** When it and another one were there at once, as far as that goes: it may end before it begins. */
    PrimaryPeriod overlap(PrimaryPeriod other) {
        return new PrimaryPeriod(node, Math.max(fromNanos, other.fromNanos), Math.min(toNanos, other.toNanos));
    }

    boolean isEmpty() {
        return toNanos <= fromNanos;
    }

    boolean contains(long nanos) {
        return fromNanos <= nanos && nanos <= toNanos;
    }
}
