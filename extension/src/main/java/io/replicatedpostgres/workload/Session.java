package io.replicatedpostgres.workload;

import io.replicatedpostgres.model.IsolationLevel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A client's connection, opened when it is needed and given up when it breaks. For one thread, but for {@link #abort}. */
final class Session {

    private static final Executor HERE = Runnable::run;

    private final DataSource source;
    private final Clients clients;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private volatile @Nullable Connection connection;
    private @Nullable IsolationLevel isolated;

    Session(DataSource source, Clients clients) {
        this.source = source;
        this.clients = clients;
    }

    /** A connection in a transaction of its own making: nothing is committed unless said. */
    Connection connection() throws SQLException {
        return connection(false);
    }

    /** The same at an isolation level, which a new connection is told once. A standby that refuses SERIALIZABLE gets REPEATABLE READ. */
    Connection connection(boolean autoCommit, IsolationLevel level) throws SQLException {
        Connection open = connection(autoCommit);
        if (isolated != level) {
            try (Statement statement = open.createStatement()) {
                statement.execute(
                        "SELECT set_config('default_transaction_isolation', CASE WHEN pg_is_in_recovery() AND '%1$s' = 'SERIALIZABLE' THEN 'repeatable read' ELSE lower('%1$s') END, false)"
                                .formatted(level.sql()));
            }
            if (!autoCommit) {
                open.commit();
            }
            isolated = level;
        }
        return open;
    }

    Connection connection(boolean autoCommit) throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = source.getConnection();
            connection = open;
            open.setNetworkTimeout(HERE, Math.toIntExact(clients.timeout().toMillis()));
        }
        if (open.getAutoCommit() != autoCommit) {
            open.setAutoCommit(autoCommit);
        }
        return open;
    }

    /** Runs a statement with numbers and gives its only row, which stays until the next one. */
    ResultSet row(Connection open, String statement, long... parameters) throws SQLException {
        PreparedStatement ready = prepared.get(statement);
        if (ready == null) {
            ready = open.prepareStatement(statement);
            prepared.put(statement, ready);
        }
        for (int i = 0; i < parameters.length; i++) {
            ready.setLong(i + 1, parameters[i]);
        }
        ResultSet row = ready.executeQuery();
        if (!row.next()) {
            throw new SQLException("no row from " + statement, "02000");
        }
        return row;
    }

    /** The operation is done: a borrowed connection goes back. */
    void done() {
        if (clients.borrowing()) {
            close();
        }
    }

    /** The operation failed: what is left of it is undone, or the connection given up. */
    void failed(SQLException e) {
        Connection open = connection;
        try {
            if (open == null || Attempt.leavesOpen(e.getSQLState()) || open.isClosed()) {
                close();
                return;
            }
            if (!open.getAutoCommit()) {
                open.rollback();
            }
            done();
        } catch (SQLException broken) {
            close();
        }
    }

    void close() {
        isolated = null;
        prepared.clear();
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                // it was broken, which is why it is closed
            }
        }
    }

    /** Breaks it from another thread, so that a thread that waits for an answer stops waiting. */
    void abort() {
        Connection open = connection;
        if (open != null) {
            try {
                open.abort(HERE);
            } catch (SQLException e) {
                // then it is broken already
            }
        }
    }
}
