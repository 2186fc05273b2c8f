package io.replicatedpostgres.journal;

import java.util.List;

/**
 * Some operations of a workload came to their end. They are written in batches, each operation once it is done; what was
 * under way when the process was killed is missing.
 *
 * @param workload the name of the workload
 * @param operations in the order in which they were done
 */
public record Operations(String workload, List<Operation> operations) implements Event {

    /** Copies the list. */
    public Operations {
        operations = List.copyOf(operations);
    }
}
