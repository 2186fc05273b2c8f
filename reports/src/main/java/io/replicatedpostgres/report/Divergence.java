package io.replicatedpostgres.report;

import io.replicatedpostgres.model.DataSize;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.Timeline;
import java.util.Map;
import java.util.Optional;

/**
 * How far two histories went apart at a fork.
 *
 * @param fork the fork
 * @param childBytes what was seen to be written on the new timeline
 * @param parentBytes what was seen to be written on the timeline it left, behind the fork; 0 if nothing was
 */
record Divergence(Fork fork, long childBytes, long parentBytes) {

    static Divergence of(Fork fork, Map<Timeline, Lsn> reached) {
        return new Divergence(fork, past(fork, reached.get(fork.timeline())), past(fork, reached.get(fork.parent())));
    }

    /** Whether both sides wrote: only then has anything to be thrown away. */
    boolean isReal() {
        return childBytes > 0 && parentBytes > 0;
    }

    String words() {
        return isReal()
                ? "diverged: %s on timeline %s, %s on timeline %s"
                        .formatted(
                                DataSize.bytes(childBytes), fork.timeline(), DataSize.bytes(parentBytes), fork.parent())
                : "%s on timeline %s, nothing seen past the fork on timeline %s"
                        .formatted(DataSize.bytes(childBytes), fork.timeline(), fork.parent());
    }

    private static long past(Fork fork, @org.jspecify.annotations.Nullable Lsn reached) {
        return Optional.ofNullable(reached)
                .map(end -> Math.max(0, end.minus(fork.lsn())))
                .orElse(0L);
    }
}
