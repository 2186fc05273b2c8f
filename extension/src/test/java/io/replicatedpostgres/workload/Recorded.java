package io.replicatedpostgres.workload;

import io.replicatedpostgres.check.History;
import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.journal.Entry;
import io.replicatedpostgres.journal.JournalFile;
import io.replicatedpostgres.journal.Transaction;
import io.replicatedpostgres.journal.Transactions;
import java.nio.file.Path;
import java.util.List;

/** What the journal of a test has by now. */
final class Recorded {

    private Recorded() {}

    static History history(Cluster cluster) {
        return History.of(journal(cluster));
    }

    static List<Transaction> transactions(Cluster cluster) {
        return transactions(journal(cluster));
    }

    static List<Transaction> transactions(Path journal) {
        return JournalFile.readAll(journal).stream()
                .map(Entry::event)
                .filter(Transactions.class::isInstance)
                .flatMap(event -> ((Transactions) event).transactions().stream())
                .toList();
    }

    private static Path journal(Cluster cluster) {
        return cluster.journal().path().orElseThrow();
    }
}
