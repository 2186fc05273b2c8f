package io.replicatedpostgres.isolation;

import io.replicatedpostgres.journal.Transaction;
import java.util.List;

/**
 * One anomaly, and the transactions that show it.
 *
 * @param anomaly which one
 * @param code its name in the literature; {@code -process} or {@code -realtime} at its end says which order it breaks
 * @param transactions those that show it
 * @param links what is between them: of a circle one for each transaction, to the next one
 */
public record Finding(Anomaly anomaly, String code, List<Transaction> transactions, List<Link> links) {

    /** Copies the lists. */
    public Finding {
        transactions = List.copyOf(transactions);
        links = List.copyOf(links);
    }

    /** Whether its transactions stand in a circle, each before the next one. */
    public boolean isCycle() {
        return links.size() == transactions.size() && links.stream().noneMatch(link -> link.edge() == null);
    }

    /** The anomaly in words, with the name in the literature. */
    public String name() {
        return anomaly.words().equals(code) ? code : "%s (%s)".formatted(anomaly.words(), code);
    }
}
