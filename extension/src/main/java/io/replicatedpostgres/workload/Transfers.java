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
import java.util.Optional;

/** Each operation moves money between two accounts and leaves a row that says so: three writes that stand or fall together. */
final class Transfers implements Job {

    private static final int ACCOUNTS = OperationPlan.ACCOUNTS;
    private static final long EACH = OperationPlan.OPENING_BALANCE;

    private final String name;

    Transfers(String name) {
        this.name = name;
    }

    @Override
    public String kind() {
        return "transfers";
    }

    @Override
    public Optional<Long> balance() {
        return Optional.of(ACCOUNTS * EACH);
    }

    @Override
    public void prepare(Cluster cluster, Clients clients) {
        cluster.primary()
                .execute(Inserts.table(name) + "; "
                        + "CREATE TABLE %s_accounts (id int PRIMARY KEY, balance bigint NOT NULL); ".formatted(name)
                        + "INSERT INTO %s_accounts SELECT id, %s FROM generate_series(0, %s) AS id"
                                .formatted(name, EACH, ACCOUNTS - 1));
    }

    @Override
    public void next(Client client) throws InterruptedException {
        client.write(Kind.TRANSFER, 0, 1, (session, attempt) -> transfer(client, session, attempt));
    }

    private void transfer(Client client, Session session, Attempt attempt) throws SQLException {
        long from = OperationPlan.transferFrom(attempt.id());
        long to = OperationPlan.transferTo(attempt.id());
        Connection open = session.connection();
        // always the smaller number first: two transfers must not wait for each other
        move(session, open, Math.min(from, to), from < to ? -1 : 1);
        move(session, open, Math.max(from, to), from < to ? 1 : -1);
        String insert = "INSERT INTO %s (id, value) VALUES (?, ?) RETURNING %s".formatted(name, SERVED);
        Job.served(client, attempt, session.row(open, insert, attempt.id(), OperationPlan.rowValue(attempt.id())));
        Job.commit(open, attempt);
    }

    private void move(Session session, Connection open, long account, long amount) throws SQLException {
        String update = "UPDATE %s_accounts SET balance = balance + ? WHERE id = ? RETURNING balance".formatted(name);
        session.row(open, update, amount, account);
    }

    @Override
    public FinalContents contents(Node node, boolean survivor, Standing standing) {
        String accounts = name + "_accounts";
        boolean there = Found.hasTable(node, accounts);
        var found = new Found(node);
        var rows = found.rows(name);
        var altered = found.altered(name);
        var duplicated = there ? found.duplicated(name, accounts) : found.duplicated(name);
        var balances = there ? found.numbers(accounts, "balance") : null;
        var sum = there ? found.sum(accounts) : null;
        found.read();
        return new FinalContents(
                name,
                node.ref(),
                survivor,
                rows.value(),
                duplicated.value(),
                balances == null ? Map.of() : balances.value(),
                sum == null ? null : sum.value(),
                null,
                altered.value(),
                standing,
                null);
    }
}
