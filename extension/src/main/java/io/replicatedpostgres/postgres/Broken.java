package io.replicatedpostgres.postgres;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Tells an error of a statement from the end of its session. After an error the transaction is undone. After the end of a
 * session nothing is known: a commit that waits for a standby is done on its own server already when the session is terminated.
 *
 * <p>Source: {@code SyncRepWaitForLSN} in PostgreSQL's {@code replication/syncrep.c}; appendix A of the manual for the codes.
 */
final class Broken {

    private static final Set<String> ENDED = Set.of(
            "57P01", // admin_shutdown: also the termination of one session
            "57P02", // crash_shutdown
            "57P05", // idle_session_timeout
            "25P03", // idle_in_transaction_session_timeout
            "25P04", // transaction_timeout
            "40003"); // statement_completion_unknown

    private static final Pattern COMMITS =
            Pattern.compile("(?i)\\bCALL\\b|(?<!ON )\\bCOMMIT\\b[^;]*;\\s*\\S|;\\s*END\\s*;\\s*\\S");

    private Broken() {}

    /** Whether the session ended rather than the statement. */
    static boolean is(SQLException e) {
        String state = e.getSQLState();
        return state == null || state.isEmpty() || state.startsWith("08") || ENDED.contains(state) || isFatal(e);
    }

    /** A FATAL error ends the session, a PANIC the server. */
    private static boolean isFatal(SQLException e) {
        @Nullable
        ServerErrorMessage message = e instanceof PSQLException answer ? answer.getServerErrorMessage() : null;
        @Nullable String severity = message == null ? null : message.getSeverity();
        return "FATAL".equals(severity) || "PANIC".equals(severity);
    }

    /** How it ended. */
    static String how(SQLException e) {
        if (e.getCause() instanceof SocketTimeoutException) {
            return "no answer came before the deadline";
        }
        return e instanceof PSQLException answer && answer.getServerErrorMessage() != null
                ? "the server ended the session"
                : "the connection broke while it ran";
    }

    /** Whether statements may commit a part of what they do before a later part fails. */
    static boolean mayCommitBefore(String statements) {
        return COMMITS.matcher(statements).find();
    }
}
