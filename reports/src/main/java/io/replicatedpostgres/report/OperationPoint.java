package io.replicatedpostgres.report;

import io.replicatedpostgres.journal.Operation;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import org.jspecify.annotations.Nullable;

/**
 * An operation in a picture of all operations. Where there are too many, it stands for others of the same fate that ended
 * about the same time after about the same latency, and is the slowest of them.
 *
 * @param fate what became of it
 * @param kind what was asked for
 * @param client who asked
 * @param endedNanos when the client knew, on the clock of the journal
 * @param latencyNanos how long that took
 * @param key the row or register
 * @param node who served it; null if no session was had
 * @param lsn the WAL insert position before its commit; null if not known
 * @param sqlState why it was not acknowledged; null if it was, or if there is none
 * @param count for how many it stands, itself among them
 */
public record OperationPoint(
        Fate fate,
        Operation.Kind kind,
        int client,
        long endedNanos,
        long latencyNanos,
        long key,
        @Nullable NodeRef node,
        @Nullable Lsn lsn,
        @Nullable String sqlState,
        long count) {

    static OperationPoint of(Operation operation, Fate fate, long count) {
        return new OperationPoint(
                fate,
                operation.kind(),
                operation.client(),
                OperationEnd.at(operation),
                operation.latencyNanos(),
                operation.key(),
                operation.node(),
                operation.lsn(),
                operation.sqlState(),
                count);
    }
}
