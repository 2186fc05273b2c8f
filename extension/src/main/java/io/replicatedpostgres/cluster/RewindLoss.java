package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import java.util.Map;

/**
 * What a rewind throws away.
 *
 * @param fork from where on
 * @param walBytes how much WAL lies past it
 * @param transactions how many commits are among it
 * @param changedRows how many rows were inserted, updated or deleted, by {@code database.schema.table}; a table that the source
 *     does not have, or of a source that is stopped, is named by its file
 */
public record RewindLoss(Lsn fork, long walBytes, long transactions, Map<String, Long> changedRows) {

    /** Copies the rows. */
    public RewindLoss {
        changedRows = Map.copyOf(changedRows);
    }
}
