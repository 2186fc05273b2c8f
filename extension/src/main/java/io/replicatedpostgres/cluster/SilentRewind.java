package io.replicatedpostgres.cluster;

import io.replicatedpostgres.journal.FalseHealth;
import io.replicatedpostgres.model.Illusion;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.RewindResult;
import java.util.Optional;

/** Finds a rewind that says there was nothing to do where there was. */
final class SilentRewind {

    private SilentRewind() {}

    static Optional<FalseHealth> in(RewindResult result, Member target, Member source) {
        if (!result.nothingDone()) {
            return Optional.empty();
        }
        try {
            return Divergence.between(target, source)
                    .map(divergence -> new FalseHealth(
                            Illusion.REWIND_DID_NOTHING,
                            target.ref(),
                            "pg_rewind exited with 0 and says that no rewind is required, but " + divergence));
        } catch (ReplicatedPostgresException e) {
            // a source that does not answer cannot be compared; the rewind had its say
            return Optional.empty();
        }
    }
}
