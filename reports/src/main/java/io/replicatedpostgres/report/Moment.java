package io.replicatedpostgres.report;

import io.replicatedpostgres.model.NodeRef;
import org.jspecify.annotations.Nullable;

/**
 * Something without duration: a line of a log, a failed assertion, a change of role.
 *
 * @param kind what it is
 * @param atNanos when
 * @param node whom it concerns; null if the cluster
 * @param text what there is to say
 */
record Moment(Kind kind, long atNanos, @Nullable NodeRef node, String text) {

    /** The kind of event. */
    public enum Kind {
        /** A literal line of a server's log. */
        LOG,
        /** A line of a server's log with {@code ERROR}, {@code FATAL} or {@code PANIC}. */
        SEVERE_LOG,
        /** An assertion that did not hold. */
        FAILURE,
        /** A guarantee that did not hold. */
        BROKEN,
        /** The finding of a detector. */
        FOUND,
        /** A role that changed. */
        ROLE,
        /** A timeline that was opened. */
        FORK,
        /** A note. */
        NOTE
    }
}
