package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Endpoint;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** URLs for the PostgreSQL JDBC driver. */
public final class JdbcUrl {

    private JdbcUrl() {}

    /** A URL of one server. */
    public static String of(Endpoint endpoint, String database) {
        return "jdbc:postgresql://" + endpoint + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8);
    }

    /**
     * A URL of several servers that leads to the primary among them. The driver asks each server anew ({@code
     * hostRecheckSeconds=0}): by default it would remember for 10 seconds who was a standby, and miss a promotion.
     */
    public static String ofPrimaryAmong(List<Endpoint> endpoints, String database) {
        return "jdbc:postgresql://%s/%s?targetServerType=primary&hostRecheckSeconds=0"
                .formatted(
                        endpoints.stream().map(Endpoint::toString).collect(Collectors.joining(",")),
                        URLEncoder.encode(database, StandardCharsets.UTF_8));
    }
}
