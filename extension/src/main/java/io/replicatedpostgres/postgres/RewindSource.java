package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.Endpoint;
import io.replicatedpostgres.model.NodeRef;
import java.util.Map;

/**
 * What {@code pg_rewind} takes from: a running server at the end of a link, or the directory of a stopped one.
 *
 * @param name how the source is called in messages
 * @param through what lies between, for messages: a link's endpoint or a directory
 * @param option the option that names it; no password is in it
 * @param environment where the password is
 */
public record RewindSource(String name, String through, String option, Map<String, String> environment) {

    /** Copies the environment. */
    public RewindSource {
        environment = Map.copyOf(environment);
    }

    /**
     * A running server.
     *
     * @param source how it is called
     * @param endpoint where it is reached
     * @param role the login role: the superuser, or a role with {@link RewindGrants}
     * @param passwordFile on the target's host
     * @param target whose directory is rewound; tells the session apart
     */
    public static RewindSource server(
            String source, Endpoint endpoint, String role, String passwordFile, NodeRef target) {
        // jit=off: the query over the source's files has a cost estimate that makes it compile for longer than it runs
        String connection = "host=%s port=%s user=%s dbname=postgres application_name=%s-rewind options='-c jit=off'"
                .formatted(endpoint.host(), endpoint.port(), ConnectionInfo.quoted(role), target);
        return new RewindSource(
                source, endpoint.toString(), "--source-server=" + connection, Map.of("PGPASSFILE", passwordFile));
    }

    /**
     * The data directory of a server that was shut down in order.
     *
     * @param source how it is called
     * @param path as the target's host sees it
     */
    public static RewindSource directory(String source, String path) {
        return new RewindSource(source, path, "--source-pgdata=" + path, Map.of());
    }
}
