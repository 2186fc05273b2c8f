package io.replicatedpostgres.cluster;

import io.replicatedpostgres.await.Interruptible;
import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.postgres.JdbcUrl;
import io.replicatedpostgres.postgres.Login;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.topology.Route;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The statements of the test on one node: each in a new session, through the clients' link. */
final class NodeClient {

    private final Member member;

    NodeClient(Member member) {
        this.member = member;
    }

    void execute(String database, String statements) {
        asked(database, sql -> {
            sql.execute(statements);
            return true;
        });
    }

    List<@Nullable String> query(String database, String query, @Nullable Object... parameters) {
        return asked(database, sql -> sql.query(query, row -> row.getString(1), parameters));
    }

    /** An interrupt of the test's thread ends the wait for the answer, and cancels the statement. */
    private <T> T asked(String database, Function<Sql, T> question) {
        var asking = new AtomicReference<@Nullable Sql>();
        return Interruptible.get(
                () -> {
                    try (Sql sql = session(database)) {
                        asking.set(sql);
                        return question.apply(sql);
                    }
                },
                e -> {
                    Sql sql = asking.get();
                    if (sql != null) {
                        sql.cancelInBackground();
                    }
                    return new ReplicatedPostgresException(
                            "interrupted while %s had not answered: the outcome of the statement is not known"
                                    .formatted(member),
                            e);
                });
    }

    String jdbcUrl() {
        return JdbcUrl.of(endpoint(), "postgres");
    }

    DataSource dataSource() {
        return ClientDataSource.of(jdbcUrl(), member.provisioned().credentials());
    }

    private Sql session(String database) {
        var login = new Login(
                member.ref().name(),
                endpoint(),
                database,
                member.provisioned().credentials().superuserPassword(),
                member.deadline());
        return Sql.ofClient(login).diagnosedBy(new SessionEnd(member));
    }

    private Endpoint endpoint() {
        return member.provisioned()
                .topology()
                .link(Route.ofClients(member.ref()))
                .endpoint();
    }
}
