package io.replicatedpostgres.cluster;

import io.replicatedpostgres.postgres.Credentials;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Data sources as a test's clients get them: plain, unpooled, as superuser. */
final class ClientDataSource {

    private ClientDataSource() {}

    static DataSource of(String url, Credentials credentials) {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(Credentials.SUPERUSER);
        source.setPassword(credentials.superuserPassword());
        return source;
    }
}
