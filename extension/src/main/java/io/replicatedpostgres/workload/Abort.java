package io.replicatedpostgres.workload;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Whether an answer to a COMMIT says for certain that the transaction was aborted. Only PostgreSQL itself can say so: a pooler
 * or a proxy that answers with an error of its own does not know what became of a commit that it had passed on.
 */
final class Abort {

    /**
     * SQLSTATEs with which PostgreSQL aborts a transaction at its commit: constraints that were deferred (class 23), conflicts
     * with other transactions (40001, 40P01), no room (class 53), a query that was cancelled before the commit record (57014), a
     * prepared transaction on a standby (25006) or one that does not exist (42704).
     */
    private static final List<String> STATES = List.of("23", "40001", "40P01", "53", "57014", "25006", "42704");

    /** The driver's own word for a COMMIT that was answered with ROLLBACK. */
    private static final String ANSWERED_WITH_ROLLBACK = "25P02";

    private Abort() {}

    static boolean isCertain(SQLException e) {
        String state = e.getSQLState();
        if (ANSWERED_WITH_ROLLBACK.equals(state)) {
            return true;
        }
        return state != null && STATES.stream().anyMatch(state::startsWith) && isOfPostgres(e);
    }

    /** PostgreSQL names the routine that raised an error; poolers and proxies have none. */
    private static boolean isOfPostgres(SQLException e) {
        @Nullable ServerErrorMessage said = e instanceof PSQLException failure ? failure.getServerErrorMessage() : null;
        return said != null && said.getRoutine() != null;
    }
}
