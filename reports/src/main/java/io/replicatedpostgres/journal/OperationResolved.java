package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.NodeRef;

/**
 * What became of an operation whose client did not get to know: asked afterwards, by the number of its transaction, of the
 * server that had run it.
 *
 * @param workload the name of the workload
 * @param operation its number
 * @param node which server was asked
 * @param status what {@code txid_status()} says: {@code committed}, {@code aborted} or {@code in progress}; or {@code
 *     not known}, with the reason
 */
public record OperationResolved(String workload, long operation, NodeRef node, String status) implements Event {}
