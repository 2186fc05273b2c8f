package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a rewind throws away: what was committed past the fork, also where it was written before, and what {@code pg_rewind}
 * removes without a word. Names are those of the source; what it does not have, or of a source that is stopped, is named by its
 * file or number.
 *
 * @param fork from where on
 * @param walBytes how much WAL lies past it
 * @param transactions how many commits are among it, {@code COMMIT PREPARED} included
 * @param changedRows how many rows these transactions have inserted, updated or deleted, by {@code database.schema.table}; a row
 *     once per change
 * @param changedCatalogs the same for PostgreSQL's own catalogs, by {@code database.catalog}, and by {@code catalog} where all
 *     databases share it: tables are in {@code pg_class}, large objects in {@code pg_largeobject}, roles in {@code pg_authid}
 * @param sequences the sequences that were advanced, by {@code database.schema.sequence}
 * @param databases the numbers of the databases that were made
 * @param preparedTransactions the transactions that were prepared past the fork and are not ended
 * @param slots the replication slots of the target: {@code pg_rewind} empties {@code pg_replslot}
 * @param files what else lies in the target's data directory that is not PostgreSQL's own, and that the source lacks
 * @param unknown what could not be counted, and why; none if all could
 */
public record RewindLoss(
        Lsn fork,
        long walBytes,
        long transactions,
        Map<String, Long> changedRows,
        Map<String, Long> changedCatalogs,
        List<String> sequences,
        List<String> databases,
        List<String> preparedTransactions,
        List<String> slots,
        List<String> files,
        List<String> unknown) {

    /** Copies the maps and lists. */
    public RewindLoss {
        changedRows = Map.copyOf(changedRows);
        changedCatalogs = Map.copyOf(changedCatalogs);
        sequences = List.copyOf(sequences);
        databases = List.copyOf(databases);
        preparedTransactions = List.copyOf(preparedTransactions);
        slots = List.copyOf(slots);
        files = List.copyOf(files);
        unknown = List.copyOf(unknown);
    }

    /** What goes, in words; what does not go is left out. */
    @Override
    public String toString() {
        var words = new ArrayList<String>();
        words.add("%s bytes of WAL past %s with %s transactions".formatted(walBytes, fork, transactions));
        add(words, "rows", changedRows);
        add(words, "rows of catalogs", changedCatalogs);
        add(words, "sequences", sequences);
        add(words, "databases", databases);
        add(words, "prepared transactions", preparedTransactions);
        add(words, "slots", slots);
        add(words, "files", files);
        add(words, "not known", unknown);
        return String.join("; ", words);
    }

    private static void add(List<String> words, String what, Map<String, Long> counts) {
        if (!counts.isEmpty()) {
            words.add(what + " " + new TreeMap<>(counts));
        }
    }

    private static void add(List<String> words, String what, List<String> names) {
        if (!names.isEmpty()) {
            words.add(what + " " + names);
        }
    }
}
