package io.replicatedpostgres.report;

import io.replicatedpostgres.model.ServerState.Role;
import io.replicatedpostgres.model.Timeline;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A time during which a node did one thing.
 *
 * @param fromNanos from when
 * @param toNanos until when
 * @param role what it did
 * @param timeline the timeline it was on; null if not known
 */
record Span(
        long fromNanos, long toNanos, Role role, @Nullable Timeline timeline) {

    /** What it did, in words. */
    public String label() {
        String word = role.name().toLowerCase(Locale.ROOT);
        return timeline == null ? word : word + ", timeline " + timeline;
    }

    Span until(long end) {
        return new Span(fromNanos, end, role, timeline);
    }

    boolean says(Role otherRole, @Nullable Timeline otherTimeline) {
        boolean sameTimeline = otherTimeline == null || otherTimeline.equals(timeline);
        return role == otherRole && sameTimeline;
    }
}
