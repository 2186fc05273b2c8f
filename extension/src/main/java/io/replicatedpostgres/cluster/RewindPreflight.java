package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code pg_rewind} would do, said before it runs.
 *
 * @param verdict what it would do
 * @param obstacles why it would fail, each with the way out; none unless it would
 * @param cautions what is to be known although it would not fail
 * @param forkOrNull where the two histories parted; null if they did not, or it is not known
 * @param slots the slots of the target that would vanish
 */
public record RewindPreflight(
        Verdict verdict,
        List<String> obstacles,
        List<String> cautions,
        @Nullable Lsn forkOrNull,
        List<String> slots) {

    /** What it would do. */
    public enum Verdict {
        /** It would rewind. */
        REWINDS,
        /** It would say {@code no rewind required} and exit with 0; see the cautions for whether that is true. */
        NOTHING_TO_DO,
        /** It would fail. */
        FAILS
    }

    /** Copies the lists. */
    public RewindPreflight {
        obstacles = List.copyOf(obstacles);
        cautions = List.copyOf(cautions);
        slots = List.copyOf(slots);
    }

    /** Where the two histories parted. */
    public Optional<Lsn> fork() {
        return Optional.ofNullable(forkOrNull);
    }

    /** The verdict with its reasons. */
    @Override
    public String toString() {
        return "%s%s%s"
                .formatted(
                        verdict, obstacles.isEmpty() ? "" : " " + obstacles, cautions.isEmpty() ? "" : " " + cautions);
    }
}
