package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Operation;

/** When an operation ended, whatever a journal says: times that cannot be must not overflow what is computed of them. */
final class Ended {

    private static final long LATEST = Long.MAX_VALUE / 4;

    private Ended() {}

    static long at(Operation operation) {
        boolean possible = operation.invokedNanos() >= 0
                && operation.invokedNanos() < LATEST
                && operation.latencyNanos() >= 0
                && operation.latencyNanos() < LATEST;
        return possible ? operation.endedNanos() : 0;
    }
}
