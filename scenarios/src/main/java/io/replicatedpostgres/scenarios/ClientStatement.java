package io.replicatedpostgres.scenarios;

import static io.replicatedpostgres.assertions.ReplicationAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.provision.Background;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Statements that a client of its own runs while the scenario goes on. */
public final class ClientStatement {

    private static final String WAITING = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

    private final Node node;
    private final CompletableFuture<List<String>> warnings;

    private ClientStatement(Node node, CompletableFuture<List<String>> warnings) {
        this.node = node;
        this.warnings = warnings;
    }

    /** Begins to run them, in one session, one after the other. */
    public static ClientStatement begin(Node node, String... statements) {
        return new ClientStatement(node, Background.run(() -> run(node, statements)));
    }

    /** A client's write is acknowledged by this node, without waiting for a standby. */
    public static void isTaken(Node node, String write) {
        ClientStatement statement = begin(node, write);
        await().until(() -> statement.isDone() || statement.waits());
        assertThat(statement.isDone()).as("%s takes the write: %s", node, write).isTrue();
        assertThat(statement.warnings()).isEmpty();
    }

    private static List<String> run(Node node, String... statements) {
        var warnings = new ArrayList<String>();
        try (Connection connection = node.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
                for (SQLWarning warning = statement.getWarnings();
                        warning != null;
                        warning = warning.getNextWarning()) {
                    warnings.add(warning.getMessage());
                }
            }
            return warnings;
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    /** Returns when it waits for a synchronous standby; fails if it has come to its end instead. */
    public ClientStatement awaitWaiting() {
        await().until(() -> isDone() || waits());
        assertThat(isDone()).as("the commit has returned without waiting").isFalse();
        return this;
    }

    private boolean waits() {
        return !node.queryPastLinks(WAITING).isEmpty();
    }

    /** Whether it has come to its end, well or not. */
    public boolean isDone() {
        return warnings.isDone();
    }

    /** Waits for its end, and says what it was warned of. */
    public List<String> warnings() {
        return warnings.join();
    }

    /** Waits for its end, which must be an error, and returns its SQLSTATE. */
    public String sqlState() {
        await().until(warnings::isDone);
        Throwable cause = warnings.handle((told, failure) -> failure).join();
        assertThat(cause).as("the statement's failure").hasCauseInstanceOf(SQLException.class);
        return cause.getCause() instanceof SQLException e ? String.valueOf(e.getSQLState()) : "";
    }
}
