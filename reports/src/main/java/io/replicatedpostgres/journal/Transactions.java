package io.replicatedpostgres.journal;

import java.util.List;

/**
 * Some transactions of a workload came to their end. They are written in batches, each transaction once it is done; what was
 * under way when the process was killed is missing. Since version 5 of the format.
 *
 * @param workload the name of the workload
 * @param transactions in the order in which they were done
 */
public record Transactions(String workload, List<Transaction> transactions) implements Event {

    /** Copies the list. */
    public Transactions {
        transactions = List.copyOf(transactions);
    }
}
