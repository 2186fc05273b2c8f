package io.replicatedpostgres.journal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Measures of one server beside its position.
 *
 * @param replayLag how old the last transaction is that a standby has replayed; null on a primary and when not known
 * @param xmin the oldest transaction whose rows it must keep; null when not known
 * @param archived how many WAL files it has archived; null when not known
 * @param archiveFailed how many attempts to archive failed; null when not known
 * @param conflicts how many queries a standby cancelled because of recovery; null when not known
 */
public record Vitals(
        @Nullable Duration replayLag,
        @Nullable Long xmin,
        @Nullable Long archived,
        @Nullable Long archiveFailed,
        @Nullable Long conflicts) {

    /** Of a server that does not answer. */
    public static Vitals unknown() {
        return new Vitals(null, null, null, null, null);
    }
}
