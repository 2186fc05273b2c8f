package io.replicatedpostgres.workload;

import io.replicatedpostgres.cluster.Cluster;
import io.replicatedpostgres.cluster.Node;
import io.replicatedpostgres.journal.FinalContents;
import io.replicatedpostgres.journal.Operation.Kind;
import io.replicatedpostgres.journal.OperationPlan;
import io.replicatedpostgres.journal.Standing;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** Each operation inserts a row of its own. There is no unique index, so that what is done twice is there twice. */
final class Inserts implements Job {

    private final String name;
    private final String insert;

    Inserts(String name) {
        this.name = name;
        this.insert = "INSERT INTO %s (id, value) VALUES (?, ?) RETURNING %s".formatted(name, SERVED);
    }

    static FinalContents rows(String name, Node node, boolean survivor, Standing standing) {
        var found = new Found(node);
        var rows = found.rows(name);
        var duplicated = found.duplicated(name);
        var altered = found.altered(name);
        found.read();
        return new FinalContents(
                name,
                node.ref(),
                survivor,
                rows.value(),
                duplicated.value(),
                Map.of(),
                null,
                null,
                altered.value(),
                standing,
                null);
    }

    /** The table of rows, each with the value that its number asks for. */
    static String table(String name) {
        return "CREATE TABLE %s (id bigint NOT NULL, value bigint NOT NULL)".formatted(name);
    }

    @Override
    public String kind() {
        return "inserts";
    }

    @Override
    public void prepare(Cluster cluster, Clients clients) {
        cluster.primary().execute(table(name));
    }

    @Override
    public void next(Client client) throws InterruptedException {
        client.write(Kind.INSERT, 0, 0, (session, attempt) -> insert(client, session, attempt));
    }

    private void insert(Client client, Session session, Attempt attempt) throws SQLException {
        Connection open = session.connection();
        Job.served(client, attempt, session.row(open, insert, attempt.id(), OperationPlan.rowValue(attempt.id())));
        Job.commit(open, attempt);
    }

    @Override
    public FinalContents contents(Node node, boolean survivor, Standing standing) {
        return rows(name, node, survivor, standing);
    }
}
