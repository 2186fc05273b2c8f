package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.OperationPlan;
import io.replicatedpostgres.journal.Standing;
import io.replicatedpostgres.model.SpecException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Each operation inserts a row by {@code PREPARE TRANSACTION} and {@code COMMIT PREPARED}. One whose commit never came stays
 * prepared, and holds its locks, until it is committed or rolled back: that is how two-phase commit works.
 */
final class TwoPhase implements Job {

    private final String name;
    private final String insert;

    TwoPhase(String name) {
        this.name = name;
        this.insert = "INSERT INTO %s (id, value) VALUES (?, ?) RETURNING %s".formatted(name, SERVED);
    }

    @Override
    public String kind() {
        return "two-phase";
    }

    @Override
    public void prepare(Cluster cluster, Clients clients) {
        String max = cluster.primary()
                .queryPastLinks("SELECT current_setting('max_prepared_transactions')")
                .get(0);
        if (max == null || Integer.parseInt(max) < clients.count()) {
            throw SpecException.of(
                    "max_prepared_transactions = " + max,
                    "%s clients prepare a transaction each".formatted(clients.count()),
                    "Ask for settings = \"max_prepared_transactions = %s\", or more: what is left behind counts too"
                            .formatted(clients.count() * 4));
        }
        cluster.primary().execute(Inserts.table(name));
    }

    @Override
    public void next(Client client) throws InterruptedException {
        client.write(Kind.TWO_PHASE, 0, 0, (session, attempt) -> inTwoPhases(client, session, attempt));
    }

    private void inTwoPhases(Client client, Session session, Attempt attempt) throws SQLException {
        Connection open = session.connection(true);
        String transaction = "'%s-%s'".formatted(name, attempt.id());
        try (Statement statement = open.createStatement()) {
            statement.execute("BEGIN");
            Job.served(client, attempt, session.row(open, insert, attempt.id(), OperationPlan.rowValue(attempt.id())));
            statement.execute("PREPARE TRANSACTION " + transaction);
            statement.clearWarnings();
            attempt.committing();
            statement.execute("COMMIT PREPARED " + transaction);
            attempt.acknowledged(statement.getWarnings());
        } catch (SQLException e) {
            // the driver believes in no transaction here, so it would not end it
            endTransaction(open);
            throw e;
        }
    }

    private static void endTransaction(Connection open) {
        try (Statement statement = open.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            // the connection is broken, and its transaction with it
        }
    }

    @Override
    public FinalContents contents(Node node, boolean survivor, Standing standing) {
        return Inserts.rows(name, node, survivor, standing);
    }
}
