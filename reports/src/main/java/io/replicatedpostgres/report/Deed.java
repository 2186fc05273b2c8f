package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Outcome;
import io.replicatedpostgres.model.NodeRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something with a beginning and an end: an act, a fault, a damage.
 *
 * @param kind which of these
 * @param name what it is called
 * @param nodes whom it concerns; empty if the cluster
 * @param detail what else there is to say; may be empty
 * @param fromNanos when it began
 * @param toNanos when it ended; null if it did not
 * @param outcome how it ended; null if it did not
 * @param message what came of it; null if there is nothing to say
 */
record Deed(
        Kind kind,
        String name,
        List<NodeRef> nodes,
        String detail,
        long fromNanos,
        @Nullable Long toNanos,
        @Nullable Outcome outcome,
        @Nullable String message) {

    /** The kind of act. */
    public enum Kind {
        /** By the test or for it. */
        ACT,
        /** A fault that can be healed. */
        FAULT,
        /** A damage that must be repaired. */
        DAMAGE
    }

    static Deed begun(Kind kind, String name, List<NodeRef> nodes, String detail, long atNanos) {
        return new Deed(kind, Shown.line(name), nodes, Shown.block(detail), atNanos, null, null, null);
    }

    Deed ended(long atNanos, Outcome how, @Nullable String saying) {
        return new Deed(kind, name, nodes, detail, fromNanos, atNanos, how, Shown.blockOrNull(saying));
    }
}
