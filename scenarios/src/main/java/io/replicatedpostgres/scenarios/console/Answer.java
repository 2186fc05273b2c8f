package io.replicatedpostgres.scenarios.console;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The answer of a server to a statement, as {@code psql} shows it: tables, the command's own tag, notices, errors. */
final class Answer extends ResultHandlerBase {

    private static final int FLAGS = QueryExecutor.QUERY_SUPPRESS_BEGIN
            | QueryExecutor.QUERY_NO_BINARY_TRANSFER
            | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
            | QueryExecutor.QUERY_BOTH_ROWS_AND_STATUS;

    /** Statements whose tag is told beside their rows. */
    private static final Set<String> WRITES = Set.of("INSERT", "UPDATE", "DELETE", "MERGE");

    private final List<String> lines = new ArrayList<>();
    private boolean hasRows;

    private Answer() {}

    /**
     * Runs statements as a client would.
     *
     * @return lines to print, also of an error
     */
    static List<String> to(String statements, DataSource client) {
        var answer = new Answer();
        try (Connection connection = client.getConnection()) {
            QueryExecutor executor = connection.unwrap(BaseConnection.class).getQueryExecutor();
            executor.execute(executor.createSimpleQuery(statements), null, answer, 0, 0, FLAGS);
        } catch (SQLException e) {
            answer.lines.add(error(e));
        }
        return answer.lines;
    }

    private static String error(SQLException e) {
        ServerErrorMessage said = e instanceof PSQLException failure ? failure.getServerErrorMessage() : null;
        if (said == null) {
            return "ERROR:  " + e.getMessage();
        }
        String hint = said.getHint() == null ? "" : "\n  HINT:  " + said.getHint();
        String detail = said.getDetail() == null ? "" : "\n  DETAIL:  " + said.getDetail();
        return "%s:  %s%s%s".formatted(said.getSeverity(), said.getMessage(), detail, hint);
    }

    @Override
    public void handleResultRows(Query query, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
        hasRows = true;
        var table = new Table(fields);
        for (Tuple tuple : tuples) {
            var cells = new ArrayList<String>();
            for (int i = 0; i < fields.length; i++) {
                byte[] cell = tuple.get(i);
                cells.add(cell == null ? "" : new String(cell, StandardCharsets.UTF_8));
            }
            table.add(cells);
        }
        lines.addAll(table.lines());
    }

    @Override
    public void handleCommandStatus(String tag, long updates, long insertedOid) {
        if (!hasRows || WRITES.contains(tag.split(" ", 2)[0])) {
            lines.add(tag);
        }
        hasRows = false;
    }

    @Override
    public void handleWarning(SQLWarning warning) {
        lines.add(error(warning).replaceFirst("^ERROR:", "NOTICE:"));
    }
}
