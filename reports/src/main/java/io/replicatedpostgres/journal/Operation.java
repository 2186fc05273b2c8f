package io.replicatedpostgres.journal;

import io.replicatedpostgres.model.Lsn;
import io.replicatedpostgres.model.NodeRef;
import io.replicatedpostgres.model.Timeline;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a client of a workload asked for, and what became of it. Written as a short text, because a journal may
 * hold a million of them.
 *
 * @param id the number of it in its workload, from 0 without a gap
 * @param kind what was asked for
 * @param client which client asked, from 0
 * @param invokedNanos when, on the clock of the journal
 * @param latencyNanos how long until the client knew
 * @param result what the client knew then
 * @param key the row: of an insert, a transfer or a two-phase commit its {@code id}; else the register
 * @param value what was written or read; of an insert and a two-phase commit the value of the row, of a transfer the amount
 * @param node the node that served it; null if no session was had
 * @param lsn the node's WAL insert position in the transaction, before its commit record; null if not known
 * @param xid the transaction, with its epoch; null if it had none
 * @param sqlState why it was not acknowledged; null if it was, or if the driver gave none
 * @param timeline the timeline that it was written on; null if not known, and of a read
 * @param commitWait what its commit had to wait for, as the session saw it; null if not known, and of a read
 */
public record Operation(
        long id,
        Kind kind,
        int client,
        long invokedNanos,
        long latencyNanos,
        Result result,
        long key,
        long value,
        @Nullable NodeRef node,
        @Nullable Lsn lsn,
        @Nullable Long xid,
        @Nullable String sqlState,
        @Nullable Timeline timeline,
        @Nullable CommitWait commitWait) {

    /** How many words the text form had before version 4 of the format, which knew neither timeline nor wait. */
    private static final int WORDS_OF_VERSION_3 = 12;

    private static final int WORDS = 14;

    /** Of which neither the timeline nor the wait of the commit is known. */
    public Operation(
            long id,
            Kind kind,
            int client,
            long invokedNanos,
            long latencyNanos,
            Result result,
            long key,
            long value,
            @Nullable NodeRef node,
            @Nullable Lsn lsn,
            @Nullable Long xid,
            @Nullable String sqlState) {
        this(id, kind, client, invokedNanos, latencyNanos, result, key, value, node, lsn, xid, sqlState, null, null);
    }

    /** The kind of operation. */
    public enum Kind {
        /** A row that no other operation writes. */
        INSERT,
        /** A new value for a register. */
        WRITE,
        /** Money from one account to another one. */
        TRANSFER,
        /** The value of a register. */
        READ,
        /** A row, by {@code PREPARE TRANSACTION} and {@code COMMIT PREPARED}. */
        TWO_PHASE;

        /** Whether it leaves a row of its own, whose number is the operation's. */
        public boolean leavesRow() {
            return this == INSERT || this == TRANSFER || this == TWO_PHASE;
        }
    }

    /** The outcome that the client knew in the end. */
    public enum Result {
        /** It was told that it is done. */
        ACKNOWLEDGED,
        /**
         * It was told that it is done, with the warning that the wait for the synchronous standbys was cancelled: only the
         * primary is known to have it.
         */
        LOCALLY,
        /** It was told, or can know, that it is not done. */
        REJECTED,
        /** The connection broke while a commit was under way: it may be done, or not. */
        UNKNOWN
    }

    /** When the client knew, on the clock of the journal. */
    public long endedNanos() {
        return invokedNanos + latencyNanos;
    }

    /** Reads the text form. */
    static Operation parse(String text) {
        String[] words = text.split(" ", -1);
        if (words.length != WORDS && words.length != WORDS_OF_VERSION_3) {
            throw new IllegalArgumentException(
                    "not an operation: '%s'; wanted %s words, or %s before version 4 of the format"
                            .formatted(text, WORDS, WORDS_OF_VERSION_3));
        }
        boolean complete = words.length == WORDS;
        return new Operation(
                Long.parseLong(words[0]),
                Kind.valueOf(words[1].toUpperCase(Locale.ROOT)),
                Integer.parseInt(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Result.valueOf(words[5].toUpperCase(Locale.ROOT)),
                Long.parseLong(words[6]),
                Long.parseLong(words[7]),
                isNone(words[8]) ? null : new NodeRef(words[8]),
                isNone(words[9]) ? null : Lsn.parse(words[9]),
                isNone(words[10]) ? null : Long.valueOf(words[10]),
                isNone(words[11]) ? null : words[11],
                !complete || isNone(words[12]) ? null : new Timeline(Integer.parseInt(words[12])),
                !complete || isNone(words[13]) ? null : CommitWait.parse(words[13]));
    }

    private static boolean isNone(String word) {
        return word.equals("-");
    }

    /** The text form: all components in their order, with blanks between, {@code -} for what is not known. */
    @Override
    public String toString() {
        var text = new StringBuilder(96);
        text.append(id).append(' ').append(kind.name().toLowerCase(Locale.ROOT));
        text.append(' ')
                .append(client)
                .append(' ')
                .append(invokedNanos)
                .append(' ')
                .append(latencyNanos);
        text.append(' ').append(result.name().toLowerCase(Locale.ROOT));
        text.append(' ').append(key).append(' ').append(value);
        text.append(' ').append(orNone(node)).append(' ').append(orNone(lsn));
        return text.append(' ')
                .append(orNone(xid))
                .append(' ')
                .append(orNone(sqlState))
                .append(' ')
                .append(orNone(timeline))
                .append(' ')
                .append(orNone(commitWait))
                .toString();
    }

    private static Object orNone(@Nullable Object value) {
        return value == null ? "-" : value;
    }
}
