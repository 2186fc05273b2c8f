package io.replicatedpostgres.cluster;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.postgres.JdbcUrl;
import io.replicatedpostgres.postgres.Login;
import io.replicatedpostgres.postgres.Sql;
import io.replicatedpostgres.topology.Route;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What a client of the test does with one node: a fresh session each time, through the link of the clients. */
final class NodeClient {

    private final Member member;

    NodeClient(Member member) {
        this.member = member;
    }

    void execute(String database, String statements) {
        try (Sql sql = session(database)) {
            sql.execute(statements);
        }
    }

    List<@Nullable String> query(String database, String query, @Nullable Object... parameters) {
        try (Sql sql = session(database)) {
            return sql.query(query, row -> row.getString(1), parameters);
        }
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
