package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Given;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.model.SqlException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A session with one server, for one thread. Every statement is bounded: nothing here waits longer than the session's
 * deadline.
 */
public final class Sql implements AutoCloseable {

    /** The name by which the harness's own sessions are known. */
    public static final String APPLICATION = "replicated-postgres";

    /** Reads one row. */
    @FunctionalInterface
    public interface Row<T extends @Nullable Object> {
        /** The value of the row the result set stands on. */
        T read(ResultSet row) throws SQLException;
    }

    /** Finds out why a session broke, for a message; asked only after it has. */
    @FunctionalInterface
    public interface Diagnosis {
        /**
         * What has become of the server, or what the session waits for there: one or more sentences without the last full stop;
         * empty if nothing is known.
         *
         * @param backend the process that served the session
         */
        String of(long backend);
    }

    private final String server;
    private final Connection connection;
    private final long backend;
    private final Diagnosis diagnosis;

    private Sql(String server, Connection connection, long backend, Diagnosis diagnosis) {
        this.server = server;
        this.connection = connection;
        this.backend = backend;
        this.diagnosis = diagnosis;
    }

    /** The same session; when it breaks, the error also says what this finds out. */
    public Sql diagnosedBy(Diagnosis wanted) {
        return new Sql(server, connection, backend, wanted);
    }

    /**
     * Opens a session of the harness. It commits locally ({@code synchronous_commit = local}): the harness must not wait
     * for a standby that the test took away; and it has PostgreSQL's own defaults of what would keep its questions from being answered,
     * whatever the settings of the cluster say.
     *
     * @throws SqlException if it cannot be had
     */
    public static Sql ofHarness(Login login) {
        return connect(login, ofHarness(Sessions.properties(login)));
    }

    private static Properties ofHarness(Properties properties) {
        properties.setProperty("ApplicationName", APPLICATION);
        properties.setProperty("options", Sessions.HARNESS_OPTIONS);
        return properties;
    }

    /**
     * Opens a session of the harness in which the same few questions are asked again and again: the server parses and plans each of
     * them once ({@code prepareThreshold}), and only runs it from then on.
     *
     * @throws SqlException if it cannot be had
     */
    public static Sql ofObserver(Login login) {
        var properties = ofHarness(Sessions.properties(login));
        properties.setProperty("preferQueryMode", "extended");
        properties.setProperty("prepareThreshold", "1");
        // values are read as text, as in every other session
        properties.setProperty("binaryTransfer", "false");
        return connect(login, properties);
    }

    /**
     * Opens a session of the test's, which commits as the server's settings say.
     *
     * @throws SqlException if it cannot be had
     */
    public static Sql ofClient(Login login) {
        return connect(login, Sessions.properties(login));
    }

    /**
     * Opens a connection of the replication protocol, which holds a walsender and takes no statements.
     *
     * @throws SqlException if it cannot be had: {@code 53300} when all walsenders are taken
     */
    public static Sql ofWalsender(Login login) {
        var properties = Sessions.properties(login);
        properties.setProperty("replication", "true");
        properties.setProperty("ApplicationName", APPLICATION + "-walsender");
        return connect(login, properties);
    }

    private static Sql connect(Login login, Properties properties) {
        try {
            Connection connection = new Driver().connect(JdbcUrl.of(login.endpoint(), login.database()), properties);
            if (connection == null) {
                throw new IllegalStateException("the PostgreSQL driver refuses its own URL");
            }
            long backend = connection.unwrap(PGConnection.class).getBackendPID();
            return new Sql(login.server(), connection, backend, broken -> "");
        } catch (SQLException e) {
            Sessions.refuseTimeZone(login, e);
            throw new SqlException(
                    "could not connect to %s at %s".formatted(login.server(), login.endpoint()), e.getSQLState(), e);
        }
    }

    /** A name as it stands in a statement. */
    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Runs statements, separated by semicolons. */
    public void execute(String statements) {
        Given.noNul("statements", statements);
        try (Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException e) {
            throw failed(statements, e);
        }
    }

    /** Runs one statement of a script, with the data that it reads. */
    public void run(Script.Part part) {
        Given.noNul("script", part.sql());
        String data = part.data();
        try (Statement statement = connection.createStatement()) {
            if (data != null) {
                var rows = new ByteArrayInputStream(data.getBytes(StandardCharsets.UTF_8));
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn(part.sql(), rows);
            } else {
                statement.setEscapeProcessing(false);
                statement.execute(part.sql());
            }
        } catch (SQLException e) {
            throw failed(part.sql(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("what lies in memory cannot be read", e);
        }
    }

    /** Whether a transaction was begun and not ended. */
    public boolean isInTransaction() {
        try {
            return connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE;
        } catch (SQLException e) {
            throw new SqlException("could not look at a session with " + server, e.getSQLState(), e);
        }
    }

    /** All rows of a query with parameters; none of a statement that gives none. */
    public <T> List<T> query(String query, Row<T> row, @Nullable Object... parameters) {
        Given.noNul("query", query);
        for (Object parameter : Given.value("parameters", parameters)) {
            if (parameter instanceof String text) {
                Given.noNul("parameter", text);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var rows = new ArrayList<T>();
            // a statement without rows is done as well: executeQuery would do it and then call it an error
            if (statement.execute()) {
                try (ResultSet result = statement.getResultSet()) {
                    while (result.next()) {
                        rows.add(row.read(result));
                    }
                }
            }
            return rows;
        } catch (SQLException e) {
            throw failed(query, e);
        }
    }

    /** The only row of a query. */
    public <T> T one(String query, Row<T> row, @Nullable Object... parameters) {
        List<T> rows = query(query, row, parameters);
        if (rows.size() != 1) {
            throw new ReplicatedPostgresException(
                    "wanted one row from %s, got %s: %s".formatted(server, rows.size(), query));
        }
        return rows.get(0);
    }

    /** The process of the server that serves this session. */
    public long backend() {
        return backend;
    }

    /** Asks the server to cancel what this session does, from another thread and without waiting for it. */
    public void cancelInBackground() {
        var thread = new Thread(this::cancel, "replicated-postgres-cancel");
        thread.setDaemon(true);
        thread.start();
    }

    private void cancel() {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            // the server is out of reach: it ends the statement when it writes to a client that is gone
        }
    }

    private SqlException failed(String statement, SQLException e) {
        String what = shortened(statement);
        if (!Broken.is(e)) {
            String tried = Broken.mayCommitBefore(statement)
                    ? "%s answered with an error to %s; what that committed before the error stays"
                    : "%s refused %s";
            return new SqlException(tried.formatted(server, what), e.getSQLState(), e);
        }
        String because = diagnosis.of(backend);
        return SqlException.ofBrokenSession(
                "the outcome of %s on %s is not known: %s%s"
                        .formatted(what, server, Broken.how(e), because.isEmpty() ? "" : ". " + because),
                e.getSQLState(),
                e);
    }

    private static String shortened(String statement) {
        String line = statement.strip().replaceAll("\\s+", " ").replaceAll("SCRAM-SHA-256\\$[^']*", "…");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new SqlException("could not close a session with " + server, e.getSQLState(), e);
        }
    }
}
