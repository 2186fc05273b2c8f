package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.IsolationLevel;
import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a client, and what it read and wrote. Written as a short text, because a journal may hold a million of them.
 * Since version 5 of the format.
 *
 * @param id the number of it in its workload; that of its {@link Operation} if it wrote
 * @param client which client asked, from 0; -1 for the reading of all lists in the end
 * @param invokedNanos when it began, on the clock of the journal
 * @param latencyNanos how long until the client knew
 * @param result what the client knew then
 * @param isolation its isolation level
 * @param node the node that served it; null if not known
 * @param recovering whether that node was a standby then; null if not known
 * @param timeline the timeline that the node wrote, or received; null if not known
 * @param lsn on a primary the WAL insert position before the commit record, on a standby the position that was replayed when it
 *     read; null if not known
 * @param snapshot {@code pg_current_snapshot()} of its first statement; null if not known, and before PostgreSQL 13
 * @param sqlState why it was not acknowledged; null if it was, or if the driver gave none
 * @param steps what it did, in order; a read that was not answered is left out
 */
public record Transaction(
        long id,
        int client,
        long invokedNanos,
        long latencyNanos,
        Operation.Result result,
        IsolationLevel isolation,
        @Nullable NodeRef node,
        @Nullable Boolean recovering,
        @Nullable Timeline timeline,
        @Nullable Lsn lsn,
        @Nullable String snapshot,
        @Nullable String sqlState,
        List<TransactionStep> steps) {

    private static final int WORDS = 13;

    /** Copies the steps. */
    public Transaction {
        steps = List.copyOf(steps);
    }

    /** When the client knew, on the clock of the journal. */
    public long endedNanos() {
        return invokedNanos + latencyNanos;
    }

    /** Whether its client was told that it is done. */
    public boolean isCommitted() {
        return result == Operation.Result.ACKNOWLEDGED || result == Operation.Result.LOCALLY;
    }

    /** The same with these steps. */
    public Transaction with(List<TransactionStep> others) {
        return new Transaction(
                id,
                client,
                invokedNanos,
                latencyNanos,
                result,
                isolation,
                node,
                recovering,
                timeline,
                lsn,
                snapshot,
                sqlState,
                others);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static Transaction parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != WORDS) {
            throw new IllegalArgumentException("not a transaction: '%s'; wanted %s words".formatted(text, WORDS));
        }
        return new Transaction(
                Long.parseLong(words[0]),
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Operation.Result.valueOf(words[4].toUpperCase(Locale.ROOT)),
                IsolationLevel.valueOf(words[5].toUpperCase(Locale.ROOT)),
                isNone(words[6]) ? null : new NodeRef(words[6]),
                isNone(words[7]) ? null : Boolean.valueOf(words[7].equals("standby")),
                isNone(words[8]) ? null : new Timeline(Integer.parseInt(words[8])),
                isNone(words[9]) ? null : Lsn.parse(words[9]),
                isNone(words[10]) ? null : words[10],
                isNone(words[11]) ? null : words[11],
                isNone(words[12])
                        ? List.of()
                        : Stream.of(words[12].split(";", -1))
                                .map(TransactionStep::parse)
                                .toList());
    }

    private static boolean isNone(String word) {
        return word.equals("-");
    }

    /** The text form: all components in their order, with blanks between, {@code -} for what is not known. */
    @Override
    public String toString() {
        String place = recovering == null ? "-" : recovering ? "standby" : "primary";
        return "%s %s %s %s %s %s ".formatted(id, client, invokedNanos, latencyNanos, lower(result), lower(isolation))
                + "%s %s %s %s %s %s "
                        .formatted(
                                orNone(node), place, orNone(timeline), orNone(lsn), orNone(snapshot), orNone(sqlState))
                + (steps.isEmpty()
                        ? "-"
                        : steps.stream().map(TransactionStep::toString).collect(Collectors.joining(";")));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Object orNone(@Nullable Object value) {
        return value == null ? "-" : value;
    }
}
