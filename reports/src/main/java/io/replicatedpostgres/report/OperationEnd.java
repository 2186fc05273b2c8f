package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Operation;

/** The end of an operation, limited to times that cannot overflow a computation: a damaged journal may hold any number. */
final class OperationEnd {

    private static final long LATEST = Long.MAX_VALUE / 4;

    private OperationEnd() {}

    static long at(Operation operation) {
        boolean possible = operation.invokedNanos() >= 0
                && operation.invokedNanos() < LATEST
                && operation.latencyNanos() >= 0
                && operation.latencyNanos() < LATEST;
        return possible ? operation.endedNanos() : 0;
    }
}
