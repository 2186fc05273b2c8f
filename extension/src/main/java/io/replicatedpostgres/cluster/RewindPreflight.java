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
 * @param slots the slots of the target that would vanish; none if nothing is to be done
 * @param lossOrNull what would be thrown away; null unless it would rewind, or if that could not be counted: then a caution says
 *     why
 */
public record RewindPreflight(
        Verdict verdict,
        List<String> obstacles,
        List<String> cautions,
        @Nullable Lsn forkOrNull,
        List<String> slots,
        @Nullable RewindLoss lossOrNull) {

    /** The expected result of the rewind. */
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

    /** What would be thrown away; empty unless it would rewind, or if that could not be counted. */
    public Optional<RewindLoss> loss() {
        return Optional.ofNullable(lossOrNull);
    }

    /** The verdict with its reasons, in words. */
    @Override
    public String toString() {
        return switch (verdict) {
                    case REWINDS -> "it would rewind";
                    case NOTHING_TO_DO -> "there is nothing to rewind";
                    case FAILS -> "it would fail";
                }
                + (obstacles.isEmpty() ? "" : ": " + String.join("; ", obstacles))
                + (cautions.isEmpty() ? "" : "; note: " + String.join("; ", cautions))
                + (lossOrNull == null ? "" : "; it throws away: " + lossOrNull);
    }
}
